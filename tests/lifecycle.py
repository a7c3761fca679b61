"""The life of a feed in real clients: what subscribers are told, build after build.

    python tests/lifecycle.py      the table: items new to each client, for each of the feeds followed

Builds are made from the small site, one edit after another; every client reads them over HTTP from a host that answers
as static hosts do, with an ETag and 304. Clients that are not installed are left out, and named.
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import atoma
import feedparser
import reader as reader_library
from projects import TODAY, edited, small_files

from guide import feeds, history, output, rules
from guide.load import Loaded, load
from guide.problems import Level
from guide.view import Guide

FEEDS = ("feed.xml", "en/feed.xml", "feed-pais-mx.xml", "feed-pais-ar.xml", "feed-rol-data-science.xml")
ACME, LABS, JOBS, CHAPTERS = (
    "data/employers/acme.yaml",
    "data/employers/acme-labs.yaml",
    "data/jobs.yaml",
    ("content/es/guide/index.md", "content/en/guide/index.md"),
)
SLUG = "slug: {es: ciencia-de-datos, en: data-science}"
Files = dict[str, bytes]
MANY = 60


# ---------------------------------------------------------------- the builds


@dataclass(frozen=True)
class Step:
    """One build: what was edited before it, on which day it was made, and what is new in each of FEEDS."""

    name: str
    new: tuple[int, ...]
    edit: Callable[[Files], Files] = lambda files: files
    days: int = 0


def _acme(old: str, new: str) -> Callable[[Files], Files]:
    return lambda files: edited(files, ACME, old, new)


def _change(id: str, more: str = "", day: str = "2026-11-25") -> Callable[[Files], Files]:
    """One more declared change of Acme."""
    line = f"  - {{id: {id}, date: {day}, what: {{es: Cambia {id}., en: It changes {id}.}}{more}}}\n"

    def edit(files: Files) -> Files:
        if "changes:\n" not in files[ACME].decode():
            files = edited(files, ACME, "sources:\n", "changes:\nsources:\n")
        return edited(files, ACME, "sources:\n", f"{line}sources:\n")

    return edit


def _leaves_mexico(files: Files) -> Files:
    files = edited(files, ACME, "places: [CO, MX, europe], exhaustive", "places: [CO, AR, europe], exhaustive")
    return _change("mexico", ", was: {hires_from: {scope: places, places: [CO, MX, europe]}}")(files)


def _sixty(files: Files) -> Files:
    text = small_files()[ACME].decode().replace("added: 2026-11-20", "added: 2026-11-26")
    named = {f"data/employers/many-{n}.yaml": text.replace("acme", f"many-{n}") for n in range(MANY)}
    return files | {path: made.replace("name: Acme", f"name: {path}").encode() for path, made in named.items()}


def _new_id(files: Files) -> Files:
    files = edited(files, ACME, "id: acme\n", "id: acme-labs\nformer_ids: [acme]\n")
    files = {LABS if path == ACME else path: raw for path, raw in files.items()}
    for path in CHAPTERS:
        files = edited(files, path, "entry:employers/acme", "entry:employers/acme-labs")
    return files


def _new_role_id(files: Files) -> Files:
    files = {path: raw.replace(b"roles: [data-science]", b"roles: [data-work]") for path, raw in files.items()}
    files = edited(files, JOBS, "id: data-science", "id: data-work\n    former_ids: [data-science]")
    return edited(files, CHAPTERS[0], "entry:roles/data-science", "entry:roles/data-work")


def _last(files: Files) -> Files:
    return edited(
        files, LABS, "changes:\n",
        "changes:\n  - {id: last, date: 2026-11-27, what: {es: Lo último., en: The last.}}\n",
    )  # fmt: skip


NOTHING = (0, 0, 0, 0, 0)
STEPS = (
    Step("first reading", (4, 4, 2, 1, 2)),
    Step("the same again", NOTHING),
    Step("a build on another day", NOTHING, days=1),
    Step("a typo mended", NOTHING, _acme("para la salud.", "para la salud pública.")),
    Step("a title mended", NOTHING, _acme("name: Acme\n", "name: Acme AI\n")),
    Step(
        "an address renamed",
        NOTHING,
        lambda files: edited(
            files, JOBS, SLUG, "slug: {es: datos, en: data-science}\n    former_slugs: {es: [ciencia-de-datos]}"
        ),
    ),
    Step("a change declared", (1, 1, 1, 0, 1), _change("contract")),
    Step("it leaves one country for another", (1, 1, 1, 1, 1), _leaves_mexico),
    Step("a change in the new country only", (1, 1, 0, 1, 1), _change("hours")),
    Step(
        "two events on one day",
        (2, 2, 0, 2, 2),
        lambda files: _change("pay", day="2026-11-26")(_change("language", day="2026-11-26")(files)),
        days=2,
    ),
    Step(
        "removed",
        (1, 1, 0, 1, 1),
        _acme("sources:\n", "removed: {date: 2026-11-26, why: {es: Cierra., en: It closes.}}\nsources:\n"),
        days=2,
    ),
    Step(
        "back again",
        (1, 1, 0, 1, 1),
        _acme("sources:\n", "restored: {date: 2026-11-26, what: {es: Reabre., en: It reopens.}}\nsources:\n"),
        days=2,
    ),
    Step(f"{MANY} events at once", (MANY, MANY, MANY, 0, MANY), _sixty, days=2),
    Step("an id renamed", NOTHING, _new_id, days=3),
    Step("the id of a role renamed", NOTHING, _new_role_id, days=3),
    Step("one event more", (1, 1, 0, 1, 1), _last, days=3),
    Step("a build 60 days later", NOTHING, days=63),
)


def build(folder: Path, files: Files, today: date, before: Loaded | None) -> Loaded:
    """Publish the feeds of these files, as build.py does; both kinds of rules let the edit pass."""
    loaded = load(files)
    broken = history.compare(before, loaded) if before else []
    found = [*loaded.problems, *rules.check(loaded, today), *broken]
    assert loaded.site is not None
    assert not [each for each in found if each.level is Level.ERROR], found
    guide = Guide(loaded.site, loaded.words, today, site_url="https://guide.example/")
    made = {lang: feeds.render(guide, lang) for lang in ("es", "en")}
    english = {"en" / path: raw for path, raw in made["en"].items()}
    output.write(folder, output.combine(made["es"], english))
    return loaded


# ---------------------------------------------------------------- the host


class Host(http.server.BaseHTTPRequestHandler):
    """A static host: files with an ETag of their bytes, and 304 to those who have them."""

    def __init__(self, folder: Path, answers: list[int], *args: object) -> None:
        self.folder, self.answers = folder, answers
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = (self.folder / self.path.lstrip("/")).read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.answers.append(304 if unchanged else 200)
        self.send_response(self.answers[-1])
        self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hosted(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The folder's address on this machine, and the answers given so far."""
    answers: list[int] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, folder, answers))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", answers
    finally:
        server.shutdown()
        server.server_close()


# ---------------------------------------------------------------- the clients


class Client(ABC):
    """A program that subscribes to feeds and remembers what it has seen."""

    name: ClassVar[str]

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self.folder, self.urls = folder, urls
        self.start()

    @classmethod
    def is_here(cls) -> bool:
        return True

    @abstractmethod
    def start(self) -> None:
        """Subscribe."""

    @abstractmethod
    def fetch(self) -> list[int]:
        """Ask every feed once; how many items of each are new to the client."""


class Remembering(Client):
    """A parser in the hands of the simplest of readers, which knows items by their guid."""

    def start(self) -> None:
        self.seen: dict[str, set[str]] = {url: set() for url in self.urls}

    def fetch(self) -> list[int]:
        counts = []
        for url in self.urls:
            guids = self.guids(url)
            assert len(guids) == len(set(guids)), "one guid on two items: one of them is lost"
            counts.append(len(set(guids) - self.seen[url]))
            self.seen[url] |= set(guids)
        return counts

    @abstractmethod
    def guids(self, url: str) -> list[str]:
        """What a feed holds now."""


class Counting(Client):
    """A program that keeps what it was told; what is new is what it has more of."""

    def start(self) -> None:
        self.before = [0] * len(self.urls)

    def fetch(self) -> list[int]:
        now = self.held()
        counts = [each - before for each, before in zip(now, self.before, strict=True)]
        self.before = now
        return counts

    @abstractmethod
    def held(self) -> list[int]:
        """Ask every feed once; how many items of each there are after it."""


class Feedparser(Remembering):
    name = "feedparser"

    def start(self) -> None:
        super().start()
        self.tags: dict[str, str] = {}

    def guids(self, url: str) -> list[str]:
        parsed = feedparser.parse(url, etag=self.tags.get(url))
        assert not parsed.bozo
        self.tags[url] = parsed.etag
        return [entry.id for entry in parsed.entries]


class Atoma(Remembering):
    name = "atoma"

    def guids(self, url: str) -> list[str]:
        with urllib.request.urlopen(url) as answer:
            return [item.guid for item in atoma.parse_rss_bytes(answer.read()).items]


class Reader(Client):
    name = "reader"

    def start(self) -> None:
        self.reader = reader_library.make_reader(str(self.folder / "reader.sqlite"))
        for url in self.urls:
            self.reader.add_feed(url)

    def fetch(self) -> list[int]:
        results = {result.url: result.value for result in self.reader.update_feeds_iter(scheduled=False)}
        failed = [value for value in results.values() if isinstance(value, Exception)]
        assert not failed
        return [getattr(results[url], "new", 0) if results[url] else 0 for url in self.urls]


class RssParser(Remembering):
    """npm's rss-parser, which is strict about XML."""

    name = "rss-parser"
    script = (
        "const Parser = require('rss-parser'), urls = process.argv.slice(1);"
        "Promise.all(urls.map(url => new Parser().parseURL(url))).then(feeds => console.log(JSON.stringify("
        "Object.fromEntries(feeds.map((feed, n) => [urls[n], feed.items.map(item => item.guid)])))))"
    )

    @classmethod
    def is_here(cls) -> bool:
        node = shutil.which("node")
        return (
            bool(node) and subprocess.run(["node", "-e", "require('rss-parser')"], capture_output=True).returncode == 0
        )

    def fetch(self) -> list[int]:
        command = ["node", "-e", self.script, *self.urls]  # one process for all, because it is slow to start
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        self.read: dict[str, list[str]] = json.loads(done.stdout)
        return super().fetch()

    def guids(self, url: str) -> list[str]:
        return self.read[url]


class Newsboat(Counting):
    """A subscriber for each feed: in one cache, newsboat shows an item that lies in several feeds only once."""

    name = "newsboat"

    @classmethod
    def is_here(cls) -> bool:
        return shutil.which("newsboat") is not None

    def start(self) -> None:
        super().start()
        self.homes = [self.folder / str(number) for number in range(len(self.urls))]
        for home, url in zip(self.homes, self.urls, strict=True):
            home.mkdir()
            (home / "urls").write_text(f"{url}\n")
            (home / "config").touch()

    def held(self) -> list[int]:
        return [self._unread(home) for home in self.homes]

    def _unread(self, home: Path) -> int:
        command = ["newsboat", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
        subprocess.run(command, cwd=home, env=_home(home), check=True, capture_output=True)
        with closing(sqlite3.connect(home / "cache.db")) as cache:
            return int(cache.execute("select count(*) from rss_item where unread").fetchone()[0])


class Rss2email(Counting):
    """r2e, which writes a letter for each new item, here into a maildir for each feed."""

    name = "rss2email"

    @classmethod
    def is_here(cls) -> bool:
        return shutil.which("r2e") is not None

    def start(self) -> None:
        super().start()
        self._run("new", "subscriber@guide.example")
        for number, url in enumerate(self.urls):
            self._run("add", f"feed-{number}", url)
        config = (self.folder / "r2e.cfg").read_text()
        config = config.replace("email-protocol = sendmail", "email-protocol = maildir")
        config = config.replace("maildir-path = ~/Maildir", f"maildir-path = {self.folder}")
        for number in range(len(self.urls)):
            (self.folder / f".box-{number}").mkdir()
            config = config.replace(
                f"[feed.feed-{number}]\n", f"[feed.feed-{number}]\nmaildir-mailbox = box-{number}\n"
            )
        (self.folder / "r2e.cfg").write_text(config)

    def held(self) -> list[int]:
        self._run("run")
        return [len(list(self.folder.glob(f"*box-{n}/new/*"))) for n in range(len(self.urls))]

    def _run(self, *arguments: str) -> None:
        command = ["r2e", "-c", "r2e.cfg", "-d", "r2e.json", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=_home(self.folder), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def _home(folder: Path) -> Mapping[str, str]:
    """This environment with nothing of the person's own settings in it."""
    return {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}


PYTHON: tuple[type[Client], ...] = (Reader, Feedparser, Atoma)
OTHERS: tuple[type[Client], ...] = (Newsboat, Rss2email, RssParser)


# ---------------------------------------------------------------- the life


@dataclass(frozen=True)
class Row:
    """What one build was to each client, and how the host answered."""

    step: Step
    new: Mapping[str, tuple[int, ...]]
    answers: tuple[int, ...]


def live(kinds: Sequence[type[Client]]) -> list[Row]:
    """Every build, read by every client."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        site.mkdir()
        with hosted(site) as (address, answers):
            clients = {}
            for kind in kinds:
                (Path(scratch) / kind.name).mkdir()
                clients[kind.name] = kind(Path(scratch) / kind.name, [address + name for name in FEEDS])
            files, loaded = small_files(), None
            for step in STEPS:
                files = step.edit(files)
                loaded = build(site, files, TODAY + timedelta(days=step.days), loaded)
                answers.clear()
                new = {name: tuple(client.fetch()) for name, client in clients.items()}
                rows.append(Row(step, new, tuple(answers)))
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as text: in each cell one number for each of FEEDS."""
    names = list(rows[0].new)
    head = ["build", "expected", *names]
    body = [[row.step.name, *(" ".join(map(str, cell)) for cell in (row.step.new, *row.new.values()))] for row in rows]
    widths = [max(len(line[n]) for line in [head, *body]) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in [head, *body]]
    return "\n".join([f"items new in: {', '.join(FEEDS)}", "", *map(str.rstrip, lines)])


def main() -> int:
    here = [kind for kind in (*PYTHON, *OTHERS) if kind.is_here()]
    rows = live(here)
    print(table(rows))
    absent = [kind.name for kind in OTHERS if kind not in here]
    if absent:
        print(f"\nnot installed: {', '.join(absent)}")
    wrong = [row.step.name for row in rows if set(row.new.values()) != {row.step.new}]
    fine = "ok  0 new for what is no event, 1 for each event, in every client"
    print(f"\n{'NO ' + '; '.join(wrong) if wrong else fine}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
