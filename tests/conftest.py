"""What tests share: the small made-up site, built once, and golden files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from projects import TODAY, build_command, make_root, small_files
from shared import KEY, Shared, built_once, given
from xdist.scheduler import LoadScopeScheduling

from guide.load import load
from guide.view import Guide

settings.register_profile("guide", deadline=None)  # other work on the machine must not fail a property
settings.load_profile("guide")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was found as what is expected")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared = config.stash[KEY] = Shared()
        config.pluginmanager.register(shared)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, those that build next, those that need the browser last."""

    def weight(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 2
        return int("built" in getattr(item, "fixturenames", ()) or "run_build" in getattr(item, "fixturenames", ()))

    items.sort(key=weight)


class Spread(LoadScopeScheduling):
    """Each test to whichever core is free; those of a file that share one costly fixture, to one core.

    Of our own, because xdist's groups do nothing since pytest 9.2.
    """

    together = ("test_lifecycle.py", "test_editors.py")

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith(self.together) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    return Spread(config, log)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file byte for byte, or write the file when asked to."""

    def compare(path: Path, found: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, encoding="utf-8")

        assert path.read_text(encoding="utf-8") == found

    return compare


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small site in a folder of its own, to change at will."""
    return make_root(tmp_path / "project")


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
def built(pytestconfig: pytest.Config) -> Path:
    """The small site, built once."""

    def build(root: Path) -> None:
        make_root(root)
        done = subprocess.run(build_command(root), capture_output=True, text=True, cwd=root)
        assert done.returncode == 0, done.stderr

    folder = given(pytestconfig).folder
    built_once(folder, "small", build)
    return folder / "small" / "build" / "site"


@pytest.fixture
def files() -> dict[str, bytes]:
    return small_files()


@pytest.fixture
def guide() -> Guide:
    return Guide.of(load(small_files()), TODAY, "owner/name")
