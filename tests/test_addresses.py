"""An address that was once given out works for ever: it is the entry's own, or leads there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import TODAY, edited, small_files

from guide import redirects, rules
from guide.load import load
from guide.view import Guide

URL = "https://guide.example/"
ACME, JOBS, CHAPTER = "data/employers/acme.yaml", "data/jobs.yaml", "content/es/guide/index.md"
SLUG = "slug: {es: ciencia-de-datos, en: data-science}"


def moved() -> dict[str, bytes]:
    """The small site after an employer, a role and a chapter were renamed."""
    files = edited(small_files(), ACME, "name: Acme\n", "name: Acme\nformer_ids: [acme-labs, acme-inc]\n")
    files = edited(files, JOBS, SLUG, f"{SLUG}\n    former_slugs: {{es: [datos], en: []}}")
    return edited(files, CHAPTER, "slug: guia\n", "slug: guia\nformer_slugs: [manual]\n")


def test_every_former_address_leads_to_the_page_in_its_language() -> None:
    loaded = load(moved())
    assert [*loaded.problems, *rules.check(loaded, TODAY)] == []
    made = redirects.render(Guide.of(loaded, TODAY, None, URL))

    assert {str(path): re.search('url=([^"]+)', page)[1] for path, page in made.items()} == {  # type: ignore[index]
        "empleadores/acme-labs/index.html": f"{URL}empleadores/acme/",
        "en/employers/acme-labs/index.html": f"{URL}en/employers/acme/",
        "empleadores/acme-inc/index.html": f"{URL}empleadores/acme/",
        "en/employers/acme-inc/index.html": f"{URL}en/employers/acme/",
        "roles/datos/index.html": f"{URL}roles/ciencia-de-datos/",
        "manual/index.html": f"{URL}guia/",
    }
    assert all('name="robots" content="noindex"' in page and 'rel="canonical"' in page for page in made.values())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ACME, "name: Acme\n", "name: Acme\nformer_ids: [acme]\n"),
        (JOBS, SLUG, f"{SLUG}\n    former_slugs: {{es: [ciencia-de-datos], en: []}}"),
        (CHAPTER, "slug: guia\n", "slug: guia\nformer_slugs: [empleadores]\n"),
    ],
    ids=["employer", "role", "chapter"],
)
def test_a_former_address_is_nobody_elses(path: str, old: str, new: str) -> None:
    loaded = load(edited(small_files(), path, old, new))

    assert {found.rule for found in [*loaded.problems, *rules.check(loaded, TODAY)]} & {"same-address", "reused-id"}


def test_redirects_are_part_of_the_site_and_of_its_audit(root: Path, run_build: Callable) -> None:
    for path, raw in moved().items():
        if not path.startswith("templates/"):
            (root / path).write_bytes(raw)
    done = run_build(root, "--site-url", URL)

    assert done.returncode == 0, done.stderr
    assert f"url={URL}empleadores/acme/" in (root / "build/site/empleadores/acme-labs/index.html").read_text("utf-8")
    assert "acme-labs" not in (root / "build/site/sitemap.xml").read_text("utf-8")
