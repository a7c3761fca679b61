"""`build.py explain`: what a rule means, where there is no site yet to read it on."""

from __future__ import annotations

import click

from guide.cli import common, options_of
from guide.load import load, read
from guide.problems import nearest
from guide.report import open_message


@click.command()
@common
@click.argument("rule")
@click.pass_context
def explain(context: click.Context, rule: str) -> None:
    """Explain a rule: what it means, why there is one, and what would be right.

    \b
    python build.py explain bad-address

    RULE is the word in brackets at the end of a message. Exit codes: 0 explained, 2 there is no such rule.
    """
    options = options_of(context)
    words = load(read(options.root)).words[options.lang]
    rules = words.tree["rules"]
    if rule not in rules:
        near = nearest(rule, rules)
        raise click.BadParameter(f"{rule} ({near}?)" if near else rule, param_hint="RULE")
    click.echo(f"{rule}: {open_message(rule, words)}\n\n{rules[rule]['why']}")
    if shown := rules[rule].get("example"):
        click.echo("\n" + "\n".join(f"    {line}" for line in shown.split("\n")))
