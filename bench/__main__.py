"""Speed and memory as ratios measured in one run: these machines are noisy, so every figure has its peer beside it.

make bench              all of it
python -m bench load    one of: load, duplicates, check, build, growth, directory, feeds
"""

from __future__ import annotations

import gc
import os
import random
import re
import shutil
import statistics
import string
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from guide import feeds, load, rules  # noqa: E402
from guide.model import Change, Text  # noqa: E402
from guide.view import Guide  # noqa: E402

TODAY = date(2026, 11, 24)

EMPLOYER = """\
id: {letter}-employer-{n}
name: Employer {n}
kind: company
website: https://employer-{n}.example/
careers: https://employer-{n}.example/careers
summary:
  es: Construye modelos de lenguaje para hospitales y contrata en remoto desde {n} sitios.
  en: Builds language models for hospitals and hires remotely from {n} places.
added: 2026-11-{day:02}
sources:
  handbook:
    title: Handbook
    publisher: Employer {n}
    url: https://employer-{n}.example/handbook
    kind: own
    date: 2026-04-09
  advert: {{title: "Data scientist, remote", url: "https://jobs.example/{n}", kind: board, date: 2025-09-19}}
roles: [data-science]
ai_work:
  - {{text: {{es: Publica modelos abiertos., en: It publishes open models.}}, source: handbook}}
remote: {{value: remote-first, source: handbook}}
hires_from: {{scope: places, places: [CO, MX, AR, ES], exhaustive: true, source: handbook}}
contract:
  - {{value: employee, places: [ES], source: handbook}}
  - {{value: contractor, places: [CO, MX, AR], source: handbook}}
hours:
  - {{value: overlap, hours: 4, zone: America/New_York, source: handbook}}
openings_seen:
  - {{title: "Data scientist, remote", places: ["419"], source: advert}}
"""


def main(names: list[str]) -> int:
    benches = {
        "load": bench_load,
        "duplicates": bench_duplicates,
        "check": bench_check,
        "build": bench_build,
        "growth": bench_growth,
        "directory": bench_directory,
        "feeds": bench_feeds,
    }
    unknown = set(names) - set(benches)
    if unknown:
        print(f"usage: python -m bench [{'|'.join(benches)}]", file=sys.stderr)
        return 2
    failed = [name for name in names or benches if not benches[name]()]
    return 1 if failed else 0


def bench_load() -> bool:
    """5,000 one-entry files read, loaded and checked, against a bare C YAML load of the same files."""
    with tempfile.TemporaryDirectory() as folder:
        root = synthetic(Path(folder), 5000)
        paths = sorted((root / "data" / "employers").glob("*.yaml"))

        def bare() -> object:
            return [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in paths]

        def ours() -> object:
            loaded = load.load(load.read(root))
            found = [*loaded.problems, *rules.check(loaded, TODAY)]
            assert not found, found[:3]
            return loaded

        peer, own = alternate(bare, ours, rounds=5)
    return verdict("5,000 files: read, load, check / bare C YAML load", own, peer, limit=3.0)


def bench_duplicates() -> bool:
    """5,000 employers with names and domains like those of the world, every hundredth twice, read and checked, against
    a bare C YAML load of the same files."""
    with tempfile.TemporaryDirectory() as folder:
        root = synthetic(Path(folder), 5000)
        paths = sorted((root / "data" / "employers").glob("*.yaml"))
        for n, path in enumerate(paths):
            name, domain = _name(n if n % 100 else n + 1)
            text = path.read_text("utf-8").replace("name: Employer", f"name: {name} #", 1)
            path.write_text(re.sub(r"^website: .*", f"website: https://www.{domain}/", text, flags=re.M), "utf-8")

        def bare() -> object:
            return [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in paths]

        def ours() -> object:
            found = rules.check(load.load(load.read(root)), TODAY)
            counted = Counter(each.rule for each in found)
            assert counted["same-domain"] == 50, counted
            assert 50 <= counted["near-name"] <= 500, counted
            assert counted.keys() == {"same-domain", "near-name"}, counted
            return found

        peer, own = alternate(bare, ours, rounds=5)
    return verdict("5,000 files with duplicates: read, load, check / bare C YAML load", own, peer, limit=4.0)


def _name(n: int) -> tuple[str, str]:
    """A name such as organisations have, and a domain of its own."""
    draw = random.Random(n)
    syllables = [
        "ba",
        "co",
        "de",
        "fi",
        "gu",
        "la",
        "me",
        "no",
        "pi",
        "ra",
        "so",
        "tu",
        "va",
        "zen",
        "lor",
        "mar",
        "tek",
    ]
    name = "".join(draw.choice(syllables) for _ in range(draw.randint(4, 6))).title()
    ending = draw.choice(["", "", " AI", " Labs", " Data Systems", " Foundation"])
    suffix = draw.choice(["com", "io", "ai", "co.uk", "com.ar", "com.mx", "es"])
    return f"{name}{ending}", f"{name.lower()}-{n}.{suffix}"


def bench_check() -> bool:
    """`build.py check` of the project's own data, as a whole process, against a Python that imports the same libraries
    and does nothing with the same data but a bare C YAML load."""

    def process(*command: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, check=True)

    bare = (
        "import pydantic, yaml, babel.dates, jinja2, rapidfuzz.process, rich.console, click, pathlib\n"
        "for path in pathlib.Path('data').rglob('*.yaml'): yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)"
    )
    peer, own = alternate(process("-c", bare), process("build.py", "check"), rounds=5)
    return verdict("check of the project's own data / imports and a bare C YAML load", own, peer, limit=3.0)


def bench_build() -> bool:
    """The whole of build.py at 1,000 entries in two languages, against one mkdocs build of the same Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        root = synthetic(Path(folder), 1000)
        command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--today", TODAY.isoformat()]
        subprocess.run([*command, "render"], check=True)
        config = peer_project(root)

        def ours() -> object:
            shutil.rmtree(root / "build", ignore_errors=True)
            return subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        def peer_build() -> object:
            return subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)],
                check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )  # fmt: skip

        peer, own = alternate(peer_build, ours, rounds=3)
        memory = peak_memory(command)  # apart: watching costs time
    speed = verdict("1,000 entries, 2 languages: build.py / one mkdocs build", own, peer, limit=0.75)
    print(f"{'ok ' if memory <= 400 else 'NO '} summed peak memory at 1,000 entries: {memory:.0f} MB (limit 400)")
    return speed and memory <= 400


def bench_growth() -> bool:
    """Time per page at 5,000 entries, against that at 500."""
    per_page = {}
    for count in (500, 5000):
        with tempfile.TemporaryDirectory() as folder:
            root = synthetic(Path(folder), count)
            command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--today", TODAY.isoformat()]
            times = []
            for _ in range(3 if count == 500 else 1):
                shutil.rmtree(root / "build", ignore_errors=True)
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                times.append(time.perf_counter() - start)
            pages = sum(1 for _ in (root / "build" / "docs").rglob("*.md"))
            per_page[count] = statistics.median(times) / pages
            print(f"    {count} entries: {pages} pages, {1000 * per_page[count]:.2f} ms a page")
    return verdict("time per page at 5,000 entries / at 500", per_page[5000], per_page[500], limit=1.1)


def bench_directory() -> bool:
    """The list of 1,000 employers in the browser: a key to its result, and the weight of the page."""
    from bench import directory

    with tempfile.TemporaryDirectory() as folder:
        root = synthetic(Path(folder), 1000)
        directory.vary(root, ROOT / "content", 1000)
        command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--today", TODAY.isoformat()]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return directory.measure(root / "build" / "site")


def bench_feeds() -> bool:
    """200 feeds of 50 items, against one feed of 10,000; cards, items and XML made in both."""
    guide = _much_changed(10_000)
    happened = guide.events[:10_000]

    def rendered(size: int) -> None:
        made, elements = feeds.Maker(guide, "es"), feeds.Elements()
        everything = made.channel(guide.topics[0])
        for start in range(0, len(happened), size):
            items = [made.item(event, whole=True) for event in happened[start : start + size]]
            feeds.rss(replace(everything, items=items), elements)

    peer, own = alternate(lambda: rendered(10_000), lambda: rendered(50), rounds=3)
    return verdict("200 feeds of 50 items / one of 10,000", own, peer, limit=2.0)


def _much_changed(count: int) -> Guide:
    """The small site of the tests, whose employer has changed often."""
    from projects import small_files

    guide = Guide.of(load.load(small_files()), TODAY)
    what = Text(es="Cambia algo de lo que decía.", en="Something of what it said changes.")
    changes = tuple(Change(id=f"change-{n}", date=TODAY, what=what) for n in range(count))
    employer = guide.site.employers[0].model_copy(update={"changes": changes})
    return replace(guide, site=replace(guide.site, employers=(employer,)))


def synthetic(folder: Path, count: int) -> Path:
    """The small site of the tests with many employers."""
    from projects import make_root

    root: Path = make_root(folder / "project")
    (root / "data" / "employers" / "acme.yaml").unlink()
    for path in (root / "content").rglob("*.md"):
        path.write_text(path.read_text("utf-8").replace("entry:employers/acme", "entry:employers"), "utf-8")
    for n in range(count):
        letter = string.ascii_lowercase[n % 26]  # names begin with every letter
        text = EMPLOYER.format(n=n, letter=letter, day=n % 20 + 1)
        (root / "data" / "employers" / f"{letter}-employer-{n}.yaml").write_text(text, "utf-8")
    return root


def peer_project(root: Path) -> Path:
    """One stock Material project with the same Markdown of both languages, a short nav and search."""
    folder = root.parent / "peer"
    shutil.copytree(root / "build" / "docs", folder / "docs")
    for path in (folder / "docs").rglob("*.md"):  # our pages ask to be left out, because search.py indexes them
        path.write_text(path.read_text("utf-8").replace('search: {"exclude": true}\n', ""), "utf-8")
    (folder / "docs" / "index.md").write_text("# Start\n", "utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Peer\nsite_url: https://peer.example/\ntheme: {name: material, font: false}\n"
        "plugins: [search]\nmarkdown_extensions: [admonition, attr_list, footnotes, tables, {toc: {permalink: true}}]\n"
        "nav: [index.md, es/index.md, en/index.md]\nnot_in_nav: /**\n",
        "utf-8",
    )
    return folder / "mkdocs.yml"


def alternate(peer: Callable[[], object], own: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Medians of both, run in turns so that the machine's moods fall on both."""
    times: dict[str, list[float]] = {"peer": [], "own": []}
    for _ in range(rounds):
        for name, run in (("peer", peer), ("own", own)):
            gc.collect()
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return statistics.median(times["peer"]), statistics.median(times["own"])


def peak_memory(command: list[str]) -> float:
    """MB of proportional memory that a command and its children hold together at most."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak, done = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, sum(map(_memory, _family(process))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    assert code == 0
    return peak / 1e6


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied, AttributeError):
        return 0


def verdict(what: str, own: float, peer: float, limit: float) -> bool:
    ratio = own / peer
    print(f"{'ok ' if ratio <= limit else 'NO '} {what}: {own:.2f} s / {peer:.2f} s = {ratio:.2f} (limit {limit})")
    return ratio <= limit


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
