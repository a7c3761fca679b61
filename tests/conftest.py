"""What tests share: the small made-up site, built once, and golden files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from guide.load import Loaded, load, read
from guide.view import Guide

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "sites" / "small"
TODAY = date(2026, 11, 24)
NAVS = {
    "mkdocs.yml": [
        "index",
        "desde/index",
        "empleadores/index",
        "roles/index",
        "plataformas/index",
        "guia",
        "novedades",
    ],
    "mkdocs.en.yml": ["index", "from/index", "employers/index", "roles/index", "platforms/index", "guide", "news"],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was found as what is expected")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, those that build next, those that need the browser last."""

    def weight(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 2
        return int("built" in getattr(item, "fixturenames", ()) or "run_build" in getattr(item, "fixturenames", ()))

    items.sort(key=weight)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file byte for byte, or write the file when asked to."""

    def compare(path: Path, found: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, encoding="utf-8")

        assert path.read_text(encoding="utf-8") == found

    return compare


def make_root(folder: Path, nav: bool = True) -> Path:
    """A project folder that holds the small site, with this project's templates and MkDocs settings."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "templates", folder / "templates")
    for name, pages in NAVS.items():
        head = (ROOT / name).read_text(encoding="utf-8").split("\nnav:")[0]
        lines = "".join(f"  - {page}.md\n" for page in pages)
        (folder / name).write_text(f"{head}\nnav:\n{lines}", encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small site in a folder of its own, to change at will."""
    return make_root(tmp_path / "project")


def build_command(root: Path, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--today", TODAY.isoformat(), *options]


@pytest.fixture
def run_build() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run build.py on a folder, as a person would."""

    def run(root: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_") and k not in ("SITE_URL", "LC_ALL")}
        return subprocess.run(
            build_command(root, *options),
            capture_output=True,
            text=True,
            env={**kept, "LANG": "es_ES.UTF-8", **environ},
            cwd=root,
        )

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built once."""
    root = make_root(tmp_path_factory.mktemp("built") / "project")
    done = subprocess.run(build_command(root), capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    return root / "build" / "site"


def small_files() -> dict[str, bytes]:
    """The small site's files, with this project's words."""
    files = read(SMALL)
    return files | {path: raw for path, raw in read(ROOT).items() if path.startswith("templates/words/")}


@pytest.fixture
def files() -> dict[str, bytes]:
    return small_files()


@pytest.fixture
def guide() -> Guide:
    loaded = load(small_files())
    assert loaded.site is not None
    return Guide(loaded.site, loaded.words, TODAY, "owner/name")


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The files with one text replaced in one of them; the text must be there."""
    text = files[path].decode()
    assert old in text
    return {**files, path: text.replace(old, new, 1).encode()}


def loaded_from(files: dict[str, bytes]) -> Loaded:
    return load(files)
