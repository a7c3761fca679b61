"""Sites that are costly to build, built once for all cores and served at one address to all of them.

The process that starts the tests opens the servers; whichever core first needs a site builds it, and the others wait.
"""

from __future__ import annotations

import fcntl
import functools
import http.server
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SITES = ("guide", "hostile")


KEY = pytest.StashKey["Shared"]()


class StaticHost(http.server.SimpleHTTPRequestHandler):
    """Files as they are, and the 404 page for what is not there."""

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


@dataclass(frozen=True)
class Given:
    """What each core is told: where the sites are built, and the port of each."""

    folder: Path
    ports: dict[str, int]


class Shared:
    """Opens the servers before the tests begin, and takes everything away after the last. A plugin of pytest."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="guide-tests-"))
        self.hosts = {name: served(self.folder / name / "build" / "site") for name in SITES}

    @property
    def given(self) -> Given:
        return Given(self.folder, {name: host.server_port for name, host in self.hosts.items()})

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput |= {"folder": str(self.folder), "ports": self.given.ports}

    def pytest_unconfigure(self) -> None:
        for host in self.hosts.values():
            host.shutdown()
            host.server_close()
        shutil.rmtree(self.folder)


def served(folder: Path) -> Host:
    """A server of a folder, which need not be there yet."""
    host = Host(("127.0.0.1", 0), functools.partial(StaticHost, directory=str(folder)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    return host


def given(config: pytest.Config) -> Given:
    """Folder and ports, in whichever process this is."""
    told = getattr(config, "workerinput", None)
    return Given(Path(told["folder"]), told["ports"]) if told else config.stash[KEY].given


def built_once(folder: Path, name: str, build: Callable[[Path], None]) -> None:
    """Have the project `name` built by the first who asks; a build that failed fails for everyone."""
    root, done = folder / name, folder / f"{name}.done"
    with _alone(folder / f"{name}.lock"):
        if not root.exists():
            build(root)
            done.touch()
    assert done.exists(), f"the build of {name} failed on another core"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
