"""Project folders and files for tests: the small made-up site, and how it is built."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

from guide.load import read

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
        "guia/glosario",
        "novedades",
        "suscribirse",
        "por-verificar",
        "retirados",
        "colaborar/reglas",
    ],
    "mkdocs.en.yml": [
        "index",
        "from/index",
        "employers/index",
        "roles/index",
        "platforms/index",
        "guide",
        "guide/glossary",
        "news",
        "subscribe",
        "to-verify",
        "gone",
        "contribute/rules",
    ],
}


def make_root(folder: Path) -> Path:
    """A project folder that holds the small site, with this project's templates and MkDocs settings."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "templates", folder / "templates")
    for name, pages in NAVS.items():
        head = (ROOT / name).read_text(encoding="utf-8").split("\nnav:")[0]
        lines = "".join(f"  - {page}.md\n" for page in pages)
        (folder / name).write_text(f"{head}\nnav:\n{lines}", encoding="utf-8")
    return folder


def build_command(root: Path, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--today", TODAY.isoformat(), *options]


def small_files() -> dict[str, bytes]:
    """The small site's files, with this project's words and examples."""
    files = read(SMALL)
    return files | {path: raw for path, raw in read(ROOT).items() if path.startswith("templates/")}


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The files with one text replaced in one of them; the text must be there."""
    text = files[path].decode()
    assert old in text
    return {**files, path: text.replace(old, new, 1).encode()}
