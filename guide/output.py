"""The writing end: only what changed is written, what is no longer made is removed, a site is swapped in whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath


def combine(*parts: Mapping[PurePosixPath, str | bytes]) -> dict[PurePosixPath, bytes]:
    """One mapping of files from several makers; ValueError when two of them make the same path."""
    files: dict[PurePosixPath, bytes] = {}
    for part in parts:
        for path, content in part.items():
            if path in files:
                raise ValueError(f"two makers of {path}")
            files[path] = content.encode() if isinstance(content, str) else content
    return files


def write(folder: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    """Make a folder hold exactly these files; a file that is already right is not touched."""
    there = set()
    for path in sorted(folder.rglob("*"), reverse=True):
        relative = PurePosixPath(path.relative_to(folder))
        if path.is_dir():
            _remove_if_empty(path)
        elif relative in files:
            there.add(relative)
        else:
            path.unlink()
    for parent in sorted({(folder / relative).parent for relative in files}):
        parent.mkdir(parents=True, exist_ok=True)
    for relative, content in files.items():
        path = folder / relative
        if relative not in there or path.read_bytes() != content:
            path.write_bytes(content)


def add(folder: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    """Add files to a folder; FileExistsError when one is there already."""
    for relative, content in files.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)


def replace(path: Path, content: bytes) -> None:
    """Give a file other content in one step: whatever stops the program, it holds the old or the new one, whole."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink()
        raise


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def staging(build: Path) -> Path:
    """A new folder beside the published sites, to build in."""
    versions = build / ".sites"
    versions.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="site-", dir=versions))


def publish(staged: Path, target: Path) -> None:
    """Make `target` show the staged site, in one atomic step (rename of a symbolic link); drop older versions.

    Until that step, and whatever stops the program, `target` shows the site it showed before.
    """
    if target.exists() and not target.is_symlink():
        raise FileExistsError(f"{target} is not a link made by this program; move it away")
    staged.chmod(0o755)
    link = staged.with_suffix(".link")
    link.symlink_to(os.path.relpath(staged, target.parent), target_is_directory=True)
    os.replace(link, target)


def discard(staged: Path) -> None:
    """Throw away a staged site."""
    shutil.rmtree(staged, ignore_errors=True)


def sweep(build: Path) -> None:
    """Remove the sites that nothing shows: older ones, and what a build that was stopped left behind."""
    shown = {path.resolve() for path in build.iterdir() if path.is_symlink()}
    for path in (build / ".sites").iterdir():
        if path.is_symlink():
            path.unlink()
        elif path not in shown and path.resolve() not in shown:
            discard(path)
