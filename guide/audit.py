"""The built site read as a visitor and a feed reader would; what does not hold is a problem."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from guide.parallel import side_by_side
from guide.problems import Place, Problem, in_order, problem

PAGES_WORTH_A_PROCESS = 200

# Strings that know their element would keep every page in memory.
_xpath = partial(etree.XPath, smart_strings=False)
# What a browser fetches by itself. `a`, and a `link` to an alternate or canonical page, only point.
_FETCHED = _xpath("//@src | //@srcset | //@poster | //object/@data | //form/@action")
_POINTED = _xpath("//a/@href | //area/@href")
_FETCHED_RELS = frozenset(
    ("stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest", "modulepreload")
)
_FEED = re.compile(r"feed.*\.(?:xml|json|opml)")
# Where structured data stands; what people read may name the type, as the page of rules does.
_VACANCIES = _xpath("//script[contains(., 'JobPosting')] | //@*[contains(., 'JobPosting')]")
_IDS = _xpath("//@id | //a/@name")


@dataclass
class Page:
    """What one page asks of others, and what is wrong with it by itself."""

    path: str
    ids: frozenset[str] = frozenset()
    anchors: list[tuple[str, str, str]] = field(default_factory=list)  # (target file, id, as written)
    twins: dict[str, str] = field(default_factory=dict)
    stands_alone: bool = False  # the error page and redirects: no twin in the other language
    problems: list[Problem] = field(default_factory=list)


def check(site: Path, site_url: str) -> list[Problem]:
    """Every internal link, anchor, image and alternate resolves; heads are whole; nothing loads from elsewhere;
    pages pair up across languages; no JobPosting; feeds parse."""
    files = _files(site)
    feeds = sorted(name for name in files if _FEED.fullmatch(posixpath.basename(name)))
    html = sorted(name for name in files if name.endswith(".html"))
    read = _read_all(site, [*feeds, *html], files, site_url)
    found = [each for page in read for each in page.problems]
    pages = {page.path: page for page in read if page.path.endswith(".html")}
    found += _broken_anchors(pages)
    found += _unpaired(pages)
    found += _styles(site, (name for name in sorted(files) if name.endswith(".css")))
    return in_order(found)


def _files(site: Path) -> frozenset[str]:
    """Every file of the site by its path."""
    found: set[str] = set()
    for folder, _, names in os.walk(site):
        below = Path(folder).relative_to(site).as_posix()
        found.update(names if below == "." else (f"{below}/{name}" for name in names))
    return frozenset(found)


def _read_all(site: Path, names: Sequence[str], files: frozenset[str], site_url: str) -> list[Page]:
    read = partial(_read, site, files=files, site_url=site_url)
    return list(side_by_side(read, names, worth=len(names) >= PAGES_WORTH_A_PROCESS, chunk=50))


def _read(site: Path, name: str, files: frozenset[str], site_url: str) -> Page:
    return (read_page if name.endswith(".html") else read_feed)(site, name, files, site_url)


def read_page(site: Path, name: str, files: frozenset[str], site_url: str) -> Page:
    """One page, judged by itself and by the list of files that exist."""
    raw = (site / name).read_bytes()
    tree = _parse(raw)
    page = Page(name)
    if b"JobPosting" in raw and _VACANCIES(tree):
        page.problems.append(problem(Place(name), "job-posting"))
    base = posixpath.dirname(name)
    redirect = any(meta.get("http-equiv") == "refresh" for meta in tree.iter("meta"))
    page.stands_alone = name == "404.html" or redirect
    loaded, pointed = _addresses(tree)
    for written in loaded | pointed:
        _judge_link(page, written, base, site_url, files)
    for written in loaded:
        if _is_outside(written, site_url):
            page.problems.append(problem(Place(name), "outside-load", found=written))
    page.ids = frozenset(_IDS(tree))
    headings = sum(1 for _ in tree.iter("h1"))
    if headings != 1 and not redirect:
        page.problems.append(problem(Place(name), "wrong-heading-count", found=headings))
    if not page.stands_alone:
        page.problems += _head(page, tree, site_url)
    return page


def _addresses(tree: Any) -> tuple[dict[str, None], dict[str, None]]:
    """What a browser loads with the page, and what the page only points to; as written, each once and in order."""
    loaded, pointed = dict.fromkeys(_FETCHED(tree)), dict.fromkeys(_POINTED(tree))
    for link in tree.iterfind(".//link[@href]"):
        fetched = not _FETCHED_RELS.isdisjoint(link.get("rel", "").split())
        (loaded if fetched else pointed)[link.get("href")] = None
    return loaded, pointed


def _parse(raw: bytes) -> Any:
    return etree.fromstring(raw, parser=etree.HTMLParser(encoding="utf-8"))


def _head(page: Page, tree: Any, site_url: str) -> Iterator[Problem]:
    """Title, description, canonical address and twins in the head."""
    head = tree.find("head")
    meta = {each.get("name") or each.get("property"): (each.get("content") or "").strip() for each in head.iter("meta")}
    canonical = next((link.get("href") for link in head.iter("link") if link.get("rel") == "canonical"), "")
    names = ("description", "og:title", "og:description", "og:image")
    parts = {"title": (head.findtext("title") or "").strip(), "canonical": canonical}
    parts |= {name: meta.get(name, "") for name in names}
    for name, value in parts.items():
        if not value:
            yield problem(Place(page.path), "missing-head", found=name)
    own = site_url + page.path.removesuffix("index.html")
    if parts["canonical"] and parts["canonical"] != own:
        yield problem(Place(page.path), "missing-head", found=f"canonical {own}")
    for link in head.iterfind("link[@hreflang]"):
        page.twins[link.get("hreflang")] = link.get("href")
    for lang in ("es", "en", "x-default"):
        if lang not in page.twins:
            yield problem(Place(page.path), "missing-head", found=f"hreflang {lang}")


def _judge_link(page: Page, written: str, base: str, site_url: str, files: frozenset[str]) -> None:
    """A link into the site leads to a file of the site; anchors are judged when every page has been read."""
    path, _, fragment = written.partition("#")
    file = _target(path, base, site_url) if path else page.path
    if file is None:
        return
    if file not in files:
        page.problems.append(problem(Place(page.path), "broken-link", found=written))
    elif fragment and file.endswith(".html"):
        page.anchors.append((file, unquote(fragment), written))


def _target(path: str, base: str, site_url: str) -> str | None:
    """The file of the site that an address names, as seen from the folder `base`; None when it is elsewhere."""
    if path.startswith(site_url):
        path, base = path[len(site_url) :], ""
    elif path.startswith(("http://", "https://")) and urlsplit(path).netloc != urlsplit(site_url).netloc:
        return None
    if ":" in path or path.startswith("/") or "?" in path:
        whole = urlsplit(urljoin(f"{site_url}{base}/", path))
        home = urlsplit(site_url)
        if whole.scheme not in ("http", "https") or whole.netloc != home.netloc:
            return None
        if not whole.path.startswith(home.path):
            return path  # the same host, above the site's sub-path: nothing of ours is there
        path, base = whole.path.removeprefix(home.path), ""
    return _resolve(path, base)


def _resolve(path: str, base: str) -> str:
    """The file that a relative address without query leads to from the folder `base`."""
    depth = base.count("/") + 1 if base else 0
    climbed = path.startswith("../" * depth)
    return _resolved(path[3 * depth :], "") if climbed else _resolved(path, base)


@lru_cache(maxsize=50_000)  # the same few pages are linked from every page
def _resolved(path: str, base: str) -> str:
    steps = base.split("/") if base else []
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    file = unquote("/".join(steps))
    is_folder = path == "" or path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return posixpath.join(file, "index.html") if is_folder else file


def _is_outside(written: str, site_url: str) -> bool:
    parts = urlsplit(written)
    return bool(parts.netloc) and not written.startswith(site_url)


def _broken_anchors(pages: dict[str, Page]) -> Iterator[Problem]:
    """Addresses that end in an id which their page does not have."""
    for page in pages.values():
        for target, anchor, written in page.anchors:
            if anchor not in pages[target].ids:
                yield problem(Place(page.path), "broken-anchor", found=written)


def _unpaired(pages: dict[str, Page]) -> Iterator[Problem]:
    """hreflang is mutual, or it is ignored: each twin names this page back."""
    by_address = {page.twins.get("en" if page.path.startswith("en/") else "es"): page for page in pages.values()}
    for page in pages.values():
        if page.stands_alone:
            continue
        for lang in ("es", "en"):
            twin = by_address.get(page.twins.get(lang))
            if page.twins.get(lang) and (twin is None or twin.twins != page.twins):
                yield problem(Place(page.path), "unpaired-page", found=lang)


def read_feed(site: Path, name: str, files: frozenset[str], site_url: str) -> Page:
    """A feed is well formed, its guids are its own, it knows its own address, and its links lead to files of the site.
    So do those of the list of feeds."""
    readers = {".xml": _read_rss, ".json": _read_json, ".opml": _read_opml}
    page = Page(name)
    try:
        feed = readers[posixpath.splitext(name)[1]]((site / name).read_bytes())
    except (etree.XMLSyntaxError, ValueError, KeyError) as error:
        page.problems.append(problem(Place(name), "bad-feed", found=error))
        return page
    if None in feed.guids or len(feed.guids) != len(set(feed.guids)):
        page.problems.append(problem(Place(name), "bad-feed", found="guid"))
    if feed.own is not None and feed.own != site_url + name:
        page.problems.append(problem(Place(name), "bad-feed", found=feed.own))
    for link in feed.links:
        _judge_link(page, link, "", site_url, files)
    return page


@dataclass(frozen=True)
class Feed:
    """What a feed says: its own address when it has one, the names of its items, and where it leads."""

    own: str | None
    guids: Sequence[str | None]
    links: Sequence[str]


def _read_rss(raw: bytes) -> Feed:
    tree = etree.fromstring(raw)
    own = tree.find("channel/{http://www.w3.org/2005/Atom}link").get("href")
    links = [str(link) for link in tree.xpath("//item/link/text() | /rss/channel/link/text()")]
    return Feed(own, [item.findtext("guid") for item in tree.iter("item")], links)


def _read_json(raw: bytes) -> Feed:
    feed = json.loads(raw)
    items = feed["items"]
    return Feed(feed["feed_url"], [item["id"] for item in items], [feed["home_page_url"], *(i["url"] for i in items)])


def _read_opml(raw: bytes) -> Feed:
    return Feed(None, [], [str(link) for link in etree.fromstring(raw).xpath("//@xmlUrl | //@htmlUrl")])


def _styles(site: Path, names: Iterable[str]) -> Iterator[Problem]:
    """Style-sheets load nothing from elsewhere."""
    for name in names:
        text = (site / name).read_text("utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            yield problem(Place(name), "outside-load", found="url()")
