"""A small internet on this machine: a server that plays every kind of host, reached as the proxy for all of them.

A client that takes its proxy from the environment asks it for `http://anything.example/`, and it answers as that host
would. So real names, real data and the real command can be tried, and nothing leaves the machine.
"""

from __future__ import annotations

import gzip
import socket
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

Play = Callable[["Handler"], None]
HUGE = 64 * 1024 * 1024


class Outside(ThreadingHTTPServer):
    """The server, what it was asked, and how many asked at once."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, plays: dict[str, Play]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plays = plays
        self.asked: dict[str, list[str]] = defaultdict(list)  # method and path of each request, by host
        self.headers: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.sent: Counter[str] = Counter()  # bytes of the endless
        self.busy: Counter[str] = Counter()
        self.busiest: Counter[str] = Counter()  # most requests at once, by host and of "all"
        self.lock = Lock()
        self.over = Event()

    @property
    def environ(self) -> dict[str, str]:
        """What a client must find in its environment to be sent here for every plain http address."""
        proxy = f"http://127.0.0.1:{self.server_port}"
        direct = "127.0.0.1,.invalid"
        return {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": direct, "no_proxy": direct}

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients hang up on the endless and the slow, as they should

    @contextmanager
    def counted(self, host: str) -> Iterator[None]:
        for name, step in ((host, 1), ("all", 1)):
            with self.lock:
                self.busy[name] += step
                self.busiest[name] = max(self.busiest[name], self.busy[name])
        try:
            yield
        finally:
            with self.lock:
                self.busy[host] -= 1
                self.busy["all"] -= 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Outside

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.host, self.where = parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")
        self.server.asked[self.host].append(f"{self.command} {self.where}")
        self.server.headers[self.host].append({name.lower(): value for name, value in self.headers.items()})
        with self.server.counted(self.host):
            self.server.plays.get(self.host.removesuffix(".example"), page())(self)

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def times(self) -> int:
        """How often this host has been asked, this time included."""
        return len(self.server.asked[self.host])

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@contextmanager
def outside(plays: dict[str, Play]) -> Iterator[Outside]:
    server = Outside(plays)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


# ---------------------------------------------------------------- what a host may play


def page(title: str = "Jobs at Acme", body: str = "", status: int = 200, **headers: str) -> Play:
    text = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    return lambda handler: handler.say(status, text, **headers)


def status(code: int, **headers: str) -> Play:
    return page("An error", status=code, **headers)


def leads(code: int, location: str) -> Play:
    return lambda handler: handler.say(code, location=location)


def raw(data: bytes) -> Play:
    """Bytes as they are, and the line is dropped."""

    def play(handler: Handler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return play


def reset(handler: Handler) -> None:
    """Hangs up without a word (RST)."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def silence(handler: Handler) -> None:
    handler.server.over.wait(10)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """A page that comes letter by letter: never late, never done."""
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.send_header("content-length", "100000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"a")
        if handler.server.over.wait(0.02):
            break
    handler.close_connection = True


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(b"<title>Endless</title>")
    while handler.server.sent[handler.host] < HUGE:
        handler.wfile.write(b"a" * 65536)
        handler.server.sent[handler.host] += 65536


def bomb(handler: Handler) -> None:
    """A few bytes that unpack to very many."""
    handler.say(200, gzip.compress(b"\0" * (HUGE // 8), 9), content_encoding="gzip")


def chain(handler: Handler) -> None:
    number = int(handler.where.strip("/page") or 0)
    handler.say(302, location=f"/{number + 1}")


def wall(handler: Handler) -> None:
    """Sends a visitor without its cookie back to the same address with one."""
    if "seen=1" in handler.headers.get("cookie", ""):
        handler.say(200, b"<title>Welcome</title>")
    else:
        handler.say(302, location=handler.where, set_cookie="seen=1; Path=/")


def in_turn(*plays: Play) -> Play:
    """One play after another, the last one for ever."""
    return lambda handler: plays[min(handler.times(), len(plays)) - 1](handler)


def by_path(default: Play, **paths: Play) -> Play:
    """Another play for some paths; a key is the path without its marks, as in robots for /robots.txt."""

    def play(handler: Handler) -> None:
        name = handler.where.strip("/").removesuffix(".txt").replace("/", "_")
        paths.get(name, default)(handler)

    return play


def by_method(head: Play, get: Play) -> Play:
    return lambda handler: (head if handler.command == "HEAD" else get)(handler)


def robots(rules: str) -> Play:
    return lambda handler: handler.say(200, rules.encode(), content_type="text/plain")


def remembering(etag: str) -> Play:
    """Answers 304 to whoever shows its tag."""

    def play(handler: Handler) -> None:
        known = handler.headers.get("if-none-match") == etag
        handler.say(304 if known else 200, b"" if known else b"<title>Page</title>", etag=etag)

    return play
