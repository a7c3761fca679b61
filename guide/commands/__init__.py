"""The commands of contributors and maintainers, a module each; build.py has those that build."""
