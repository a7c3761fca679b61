"""The last and replaceable step: MkDocs turns build/docs/{es,en} into one site, a process for each language."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path

from guide import search
from guide.addresses import PREFIX, Addresses
from guide.parallel import side_by_side
from guide.problems import Place, Problem, problem
from guide.search import Section
from guide.words import LANGUAGES

PAGES_WORTH_A_PROCESS = 200
WAITING = Path(__file__).with_name("waiting.py")
CONFIGS = {"es": "mkdocs.yml", "en": "mkdocs.en.yml"}


class Engine:
    """An MkDocs process for each language, loading its parts while the data is still being read.

    Used as a context: whatever happens, no process stays behind.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Engine:
        self._running = {lang: _start(self._root) for lang in LANGUAGES}
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.kill()  # nothing more to build; one that has ended is left alone
            process.communicate()

    def build(
        self, out: Path, site_url: str, addresses: Addresses, lists: Mapping[str, Sequence[Section]]
    ) -> list[Problem]:
        """Build every language side by side into `out`, Spanish at its root and English in `en/`; strictly. Once."""
        # English is built beside, because MkDocs empties the folder it builds into
        targets = {lang: out.with_name(f"{out.name}.{lang}") for lang in LANGUAGES}
        for lang, process in self._running.items():
            _tell(process, CONFIGS[lang], targets[lang], site_url)
        problems = [found for lang, process in self._running.items() for found in _finish(CONFIGS[lang], process)]
        if not problems:
            _join(targets, out, site_url, addresses, lists)
        for target in targets.values():
            shutil.rmtree(target, ignore_errors=True)
        return problems


def _join(
    targets: Mapping[str, Path],
    out: Path,
    site_url: str,
    addresses: Addresses,
    lists: Mapping[str, Sequence[Section]],
) -> None:
    """One site out of one for each language, with what it has only once."""
    index = partial(_index, targets, addresses, lists)
    list(side_by_side(index, LANGUAGES, worth=len(addresses.keys) >= PAGES_WORTH_A_PROCESS))
    for lang, target in targets.items():
        _drop(target, "sitemap.xml.gz", "sitemap.xml")
        if lang != "es":
            _drop(target, "404.html")  # a host serves only the one at the root; it speaks both languages
        _move_into(target, out / PREFIX[lang])
    for lang in LANGUAGES:  # the same one beside the English feed, where Material's script looks for it
        (out / PREFIX[lang] / "sitemap.xml").write_text(sitemap(addresses, site_url), encoding="utf-8")
    (out / "robots.txt").write_text(f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n", encoding="utf-8")
    (out / ".nojekyll").touch()


def _index(
    targets: Mapping[str, Path], addresses: Addresses, lists: Mapping[str, Sequence[Section]], lang: str
) -> None:
    search.write(targets[lang], addresses.locations(lang), lists[lang])


def _start(root: Path) -> subprocess.Popen[str]:
    # -P: modules of this folder must not pass for those that MkDocs imports
    command = [sys.executable, "-P", str(WAITING)]
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.Popen(
        command, cwd=root, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _tell(process: subprocess.Popen[str], config: str, target: Path, site_url: str) -> None:
    # not --quiet: it silences the warnings that --strict counts
    arguments = ["build", "--strict", "-f", config, "-d", str(target)]
    order = {"environ": {"SITE_URL": site_url, "SITE_URL_EN": f"{site_url}en/"}, "arguments": arguments}
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended already; what it said is read below
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()


def _finish(config: str, process: subprocess.Popen[str]) -> list[Problem]:
    _, said = process.communicate()
    if process.returncode == 0:
        return []
    lines = [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR"))] or said.splitlines()[-5:]
    return [problem(Place(config), "engine-failed", found=line) for line in lines]


def _move_into(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.rename(target / path.name)


def _drop(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)


def sitemap(addresses: Addresses, site_url: str) -> str:
    """One sitemap for both languages, each address with its twin (sitemaps.org; Google's hreflang extension)."""
    rows = []
    for key in sorted(addresses.keys):
        urls = {lang: escape(site_url + addresses.url(key, lang)) for lang in LANGUAGES}
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>'
            for lang, url in [*urls.items(), ("x-default", urls["es"])]
        )
        rows += [f"<url><loc>{url}</loc>{twins}</url>" for url in urls.values()]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(rows)
        + "\n</urlset>\n"
    )


def serve(rebuild: Callable[[], None], site: Path, watched: Sequence[Path], port: int) -> str:
    """Show a site with live reload until interrupted; `rebuild` runs when something watched changes."""
    from mkdocs.livereload import LiveReloadServer  # here, because only a preview needs it

    server = LiveReloadServer(rebuild, host="127.0.0.1", port=port, root=str(site))
    for path in watched:
        server.watch(str(path))
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
    return server.url
