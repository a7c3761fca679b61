"""The generator of the guide.

    data/ content/ templates/
      |  source   text -> trees of plain values that know their places; problems
      |  load     trees -> Site (model: frozen records, the one schema); problems
      |  rules    Site -> problems: what must hold across the whole site
      |  pages    Site -> {path: Markdown}          feeds  Site -> {path: bytes}
      |  output   writes what changed
      |  engine   hands the Markdown to MkDocs, one process a language, and merges
      v  audit    reads the built site as a visitor would; problems
    build/site

Imports point one way, in that order; nothing here imports build.py. What reads the clock or prints is at the edge: cli,
steps (the order above) and commands/, one module for each command.
"""
