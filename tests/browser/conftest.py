"""A real Chromium, and the built sites served as a static host would."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from projects import ROOT, build_command, make_root

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A static host: files as they are, and the 404 page for what is not there."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Host(http.server.ThreadingHTTPServer):
    """Says nothing of visitors who leave before a file is whole."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on this machine; gives its address."""
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = Host(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def guide_url(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The project's own guide, built and served."""
    root = tmp_path_factory.mktemp("guide") / "project"
    for name in ("data", "content", "templates"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(ROOT / name, root / name)
    return _built_and_served(root, serve)


@pytest.fixture(scope="session")
def hostile_url(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The small site with hostile text in every field that takes text, its repository known, built and served."""
    from hostile import hostile_root

    root = hostile_root(make_root(tmp_path_factory.mktemp("hostile") / "project"))
    return _built_and_served(root, serve, GITHUB_REPOSITORY="owner/name")


def _built_and_served(root: Path, serve: Callable[[Path], str], **environ: str) -> str:
    """A project built as if on nobody's machine but `environ`'s, and served."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    target = root / "build" / "site"
    target.parent.mkdir(parents=True, exist_ok=True)
    address = serve(target)
    done = subprocess.run(
        build_command(root, "--site-url", address), capture_output=True, text=True, env={**kept, **environ}
    )
    assert done.returncode == 0, done.stderr
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
