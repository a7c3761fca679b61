"""The files that people edit as an earlier commit has them."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

import click

from guide.load import Loaded, is_read, load


def published(root: Path, base: str) -> Loaded | None:
    """The data of the base commit; None when there is no repository here, or nothing in it yet."""
    try:
        return load(at_revision(root, base))
    except click.BadParameter:
        return None


def at_revision(root: Path, revision: str) -> dict[str, bytes]:
    """The files that people edit as they are in a commit."""

    def git(*arguments: str) -> bytes:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True)
        if done.returncode:
            raise click.BadParameter(done.stderr.decode(errors="replace").strip() or revision, param_hint="--base")
        return done.stdout

    tree = git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    files = {}
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", tree))) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content and is_read(PurePosixPath(member.name)):
                files[member.name] = content.read()
    return files
