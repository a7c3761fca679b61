"""The audit sees what a visitor would stumble over. Each case breaks the built site in one way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from guide import audit

URL = "http://127.0.0.1:8000/"
PAGE = "empleadores/acme/index.html"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.resolve(), tmp_path / "site")
    return tmp_path / "site"


def put(site: Path, html: str) -> None:
    edit(site, PAGE, "</article>", f"{html}</article>")


def edit(site: Path, name: str, old: str, new: str) -> None:
    text = (site / name).read_text("utf-8")
    assert old in text
    (site / name).write_text(text.replace(old, new, 1), "utf-8")


def test_the_site_as_built_passes(built: Path) -> None:
    assert audit.check(built, URL) == []


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("broken-link", lambda s: put(s, '<a href="../gone/">x</a>')),
        ("broken-link", lambda s: put(s, '<img src="gone.png" alt="">')),
        ("broken-link", lambda s: put(s, f'<a href="{URL}gone/">x</a>')),
        ("broken-link", lambda s: (s / "en/employers/acme/index.html").unlink()),
        ("broken-anchor", lambda s: put(s, '<a href="#gone">x</a>')),
        ("broken-anchor", lambda s: put(s, '<a href="../../guia/#gone">x</a>')),
        ("outside-load", lambda s: put(s, '<img src="https://cdn.example/x.png" alt="">')),
        ("outside-load", lambda s: put(s, '<script src="//cdn.example/x.js"></script>')),
        ("outside-load", lambda s: put(s, '<link rel="stylesheet" href="https://cdn.example/x.css">')),
        ("outside-load", lambda s: edit(s, "assets/guide.css", ":root", "@import 'x.css';\n:root")),
        ("wrong-heading-count", lambda s: put(s, "<h1>Another</h1>")),
        ("missing-head", lambda s: edit(s, PAGE, '<meta name="description"', '<meta name="other"')),
        ("missing-head", lambda s: edit(s, PAGE, 'rel="canonical" href="', 'rel="canonical" href="x')),
        ("missing-head", lambda s: edit(s, PAGE, 'hreflang="x-default"', 'hreflang="fr"')),
        ("missing-head", lambda s: edit(s, PAGE, "og:image", "og:picture")),
        ("unpaired-page", lambda s: edit(s, PAGE, "en/employers/acme/", "en/employers/")),
        ("job-posting", lambda s: put(s, '<script type="application/ld+json">{"@type": "JobPosting"}</script>')),
        ("job-posting", lambda s: put(s, '<div itemscope itemtype="https://schema.org/JobPosting"></div>')),
        ("job-posting", lambda s: put(s, "<div vocab=https://schema.org/ typeof=JobPosting></div>")),
        ("bad-feed", lambda s: edit(s, "feed.xml", "</title>", "")),
        ("bad-feed", lambda s: edit(s, "feed.xml", "platforms/bazaar/added", "employers/acme/added")),
        ("broken-link", lambda s: edit(s, "feed.xml", "/plataformas/bazaar/</link>", "/gone/</link>")),
    ],
)
def test_harm_is_seen(site: Path, rule: str, harm: Callable[[Path], None]) -> None:
    harm(site)

    assert rule in {found.rule for found in audit.check(site, URL)}


def test_many_pages_are_read_by_several_processes_alike(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, '<a href="#gone">x</a><a href="../gone/">x</a>')
    alone = audit.check(site, URL)
    monkeypatch.setattr(audit, "PAGES_WORTH_A_PROCESS", 1)

    assert alone
    assert audit.check(site, URL) == alone


def test_outside_links_are_only_links(site: Path) -> None:
    put(site, '<a href="https://elsewhere.example/x">x</a><a href="mailto:a@b.example">x</a>')

    assert audit.check(site, URL) == []
