"""`build.py form`: the answer to a filled-in issue form."""

from __future__ import annotations

import re
from pathlib import Path

import click

from guide.cli import ROOT, Examined, Refused, common, options_of, report
from guide.load import load, read
from guide.source import LARGEST, decode


@click.command("form")
@common
@click.option(
    "--body", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
    help="The text of the issue, as GitHub made it of the form.",
)  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the answer goes.  [default: here]")
@click.option(
    "--repository", metavar="OWNER/NAME", envvar="GITHUB_REPOSITORY", help="[default: that of data/site.yaml]"
)
@click.option("--branch", envvar="GITHUB_REF_NAME", default="main", show_default=True, help="Where files are proposed.")
@click.pass_context
def form(context: click.Context, body: Path, out: Path | None, repository: str | None, branch: str) -> None:
    """Answer a filled-in issue form, in Markdown: what is wrong, or the file with a link that creates it.

    \b
    python build.py form --body issue.md
    python build.py form --body issue.md --out answer.md --repository owner/name

    The text is data: it is parsed, never run, and never Markdown in the answer. Exit codes: 0 nothing to mend,
    1 something is (the answer says what), 2 the command was not understood.
    """
    from guide import forms, replies  # here, because their YAML library is slow to import

    options = options_of(context)
    files = read(options.root)
    loaded = load(files)
    if loaded.site is None:
        report(Examined(loaded, loaded.problems), options)
        raise Refused("")
    name = repository or loaded.site.settings.repository or "owner/name"
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise click.BadParameter(name, param_hint="--repository")
    with body.open("rb") as file:
        text, found = decode(forms.ISSUE, file.read(LARGEST + 1))
    told = forms.submission(text, forms.forms(ROOT), loaded.words) if text is not None else None
    asked = replies.Asked(
        told or forms.Submission(None, {}, tuple(found)), loaded, files, options.today, replies.Repository(name, branch)
    )
    answer = replies.reply(asked)
    if out:
        out.write_text(answer.text, encoding="utf-8", newline="\n")
    else:
        click.echo(answer.text, nl=False)
    if not answer.is_clean:
        raise Refused("")
