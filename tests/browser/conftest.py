"""A real Chromium, and the built sites served as a static host would."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from projects import ROOT, TODAY, build_command, make_root
from shared import built_once, given, served

from guide.events import events
from guide.load import load, read

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on this machine; gives its address."""
    hosts = []

    def start(folder: Path) -> str:
        host = served(folder)
        hosts.append(host)
        return f"http://127.0.0.1:{host.server_port}/"

    yield start
    for host in hosts:
        host.shutdown()
        host.server_close()


@pytest.fixture(scope="session")
def guide_url(pytestconfig: pytest.Config) -> str:
    """The project's own guide, built and served."""

    def make(root: Path) -> None:
        for name in ("data", "content", "templates"):
            shutil.copytree(ROOT / name, root / name)
        for name in ("mkdocs.yml", "mkdocs.en.yml"):
            shutil.copy(ROOT / name, root / name)

    return _built_and_served(pytestconfig, "guide", make)


@pytest.fixture(scope="session")
def hostile_url(pytestconfig: pytest.Config) -> str:
    """The small site with hostile text in every field that takes text, its repository known, built and served."""
    from hostile import hostile_root

    def make(root: Path) -> None:
        hostile_root(make_root(root))

    return _built_and_served(pytestconfig, "hostile", make, GITHUB_REPOSITORY="owner/name")


def _built_and_served(config: pytest.Config, name: str, make: Callable[[Path], None], **environ: str) -> str:
    """The address of a project built as if on nobody's machine but `environ`'s; by the first core that asks."""
    shared = given(config)
    address = f"http://127.0.0.1:{shared.ports[name]}/"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}

    def build(root: Path) -> None:
        make(root)
        known = load(read(root)).site
        assert known is not None
        day = max(TODAY, *(event.date for event in events(known))).isoformat()  # nothing in it may lie in the future
        command = build_command(root, "--site-url", address, "--today", day)
        done = subprocess.run(command, capture_output=True, text=True, env={**kept, **environ})
        assert done.returncode == 0, done.stderr

    built_once(shared.folder, name, build)
    return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROME_PATH") or shutil.which("chromium"), args=FLAGS
        )
        yield chromium
        chromium.close()


class Visit:
    """One visitor: what the browser complained about, and where it asked for something."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def start(**options: object) -> Visit:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        return Visit(context)

    yield start
    for context in contexts:
        context.close()
