"""Run the project from a bare machine: make the virtual environment, then do the task.

Standard library only, because nothing is installed yet. `make` calls this; without make call it by hand:

    python3 tools/bootstrap.py site      build build/site
    python3 tools/bootstrap.py test      run every test
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
COMMANDS = (  # of build.py, and called as there
    "change", "check", "explain", "fmt", "form", "links", "new", "oldest", "prose", "report", "retire", "schema",
    "serve", "verify",
)  # fmt: skip
DICTIONARIES = ("es_ES", "en_GB")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def main(argv: list[str]) -> int:
    """Do one task; the exit code is the task's own."""
    tasks: dict[str, Callable[[list[str]], int]] = {
        "site": site,
        "test": test,
        **{name: partial(command, name) for name in COMMANDS},
        "bench": bench,
        "lock": lock,
        "lint": lint,
    }
    if not argv or argv[0] not in tasks:
        print(f"usage: python3 tools/bootstrap.py {'|'.join(tasks)} [options]", file=sys.stderr)
        return 2
    if sys.version_info < OLDEST:
        print(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    try:
        return tasks[argv[0]](argv[1:])
    except Setup as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


class Setup(Exception):
    """Something the machine lacks, said with the line to type."""


def site(options: list[str]) -> int:
    install("site")
    return run(PYTHON, "build.py", *options)


def command(name: str, options: list[str]) -> int:
    install("site")
    return run(PYTHON, "build.py", name, *options)


def test(options: list[str]) -> int:
    install("test")
    os.environ["CHROME_PATH"] = browser()
    dictionaries()
    return lint([]) or run(PYTHON, "-m", "pytest", "-n", "logical", *options)


def lint(options: list[str]) -> int:
    install("test")
    return (
        run(PYTHON, "-m", "ruff", "check", ".")
        or run(PYTHON, "-m", "ruff", "format", "--check", ".")
        or run(PYTHON, "-m", "mypy")
    )


def bench(options: list[str]) -> int:
    install("test")
    os.environ["CHROME_PATH"] = browser()
    return run(PYTHON, "-m", "bench", *options)


def lock(options: list[str]) -> int:
    """Remake the pinned requirements; they hold hashes for all platforms and no download address."""
    install("test")
    pip("install", "uv")
    for name in ("site", "test", "engines"):
        code = run(
            PYTHON, "-m", "uv", "pip", "compile", "--universal", "--python-version", ".".join(map(str, OLDEST)),
            "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet", *options,
            f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt",
        )  # fmt: skip
        if code:
            return code
    return 0


def install(name: str) -> None:
    """Make the virtual environment hold exactly what requirements/<name>.txt pins; quick when it does."""
    wanted = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f"installed-{name}"
    digest = fingerprint(wanted)
    if stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        make_venv()
    print(f"installing requirements/{name}.txt ...", flush=True)
    pip("install", "--require-hashes", "-r", str(wanted))
    stamp.write_text(digest)


def fingerprint(wanted: Path) -> str:
    """What the environment is stamped with once it holds what a file pins, for this Python."""
    return hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()


def make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Setup(
            f"Python cannot make a virtual environment here. On Debian or Ubuntu type:\n\n"
            f"    sudo apt-get install python{version}-venv\n\nand run the same command again.\n\n{made.stderr.strip()}"
        )


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Setup("pip could not install what is needed (its message is above). Is the network there?")


def browser() -> str:
    """Path of a Chromium: $CHROME_PATH, one on the PATH, or Debian's once installed."""
    named = os.environ.get("CHROME_PATH")
    if named:
        if not Path(named).exists():
            raise Setup(f"CHROME_PATH names {named}, which does not exist.")
        return named
    found = find_browser()
    if not found and may_install():
        print("installing Debian's chromium for the browser tests ...", flush=True)
        install_debian("chromium", "fonts-noto-color-emoji")
        found = find_browser()
    if not found:
        raise Setup(
            "The browser tests need Chromium or Chrome. On Debian or Ubuntu type:\n\n"
            "    sudo apt-get install chromium\n\nor set CHROME_PATH to the browser you have."
        )
    return found


def find_browser() -> str | None:
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return next(filter(None, map(shutil.which, BROWSERS)), str(mac) if mac.exists() else None)


def dictionaries() -> None:
    """Hunspell with both dictionaries for the test of spelling; where it cannot be had, what to install is said."""
    if has_dictionaries():
        return
    if may_install():
        print("installing Debian's hunspell for the test of spelling ...", flush=True)
        install_debian("hunspell", "hunspell-es", "hunspell-en-gb")
    if not has_dictionaries():
        print(
            "Spelling will not be tested: that needs hunspell with its dictionaries. On Debian or Ubuntu type:\n\n"
            "    sudo apt-get install hunspell hunspell-es hunspell-en-gb\n"
        )


def has_dictionaries() -> bool:
    if not shutil.which("hunspell"):
        return False
    asked = (["hunspell", "-d", name, "-l"] for name in DICTIONARIES)
    return not any(subprocess.run(each, stdin=subprocess.DEVNULL, capture_output=True).returncode for each in asked)


def may_install() -> bool:
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install_debian(*packages: str) -> None:
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, env=environ)


def run(*command: str | Path) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
