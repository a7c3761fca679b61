"""Everything a beginner or a tool can do to a data file: a report with a place, never a traceback, a hang or a crash.

Each case is one employer file; tests/problems/<case>.<language>.txt holds the exact report it must give.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import TODAY, edited, small_files

from guide import rules
from guide.load import load
from guide.problems import in_order
from guide.report import Explained, report

REPORTS = Path(__file__).parent / "problems"
PATH = "data/employers/acme.yaml"
GOOD = small_files()[PATH].decode()


def changed(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


TRAPS: dict[str, bytes] = {
    # what YAML itself would swallow or misread
    "duplicate-key": changed("kind: company\n", "kind: company\nname: Acme again\n"),
    "anchor": changed("name: Acme\n", "name: &a Acme\n"),
    "alias": changed("name: Acme\n", "name: *a\n"),
    "billion-laughs": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "merge-key": changed("remote: {value", "remote: {<<: {}, value"),
    "tag": changed("name: Acme\n", "name: !!python/object:os.system Acme\n"),
    "tab": changed("  handbook:", "\thandbook:"),
    "tab-after-colon": changed("name: Acme\n", "name:\tAcme\n"),
    "merge-conflict": changed(
        "kind: company\n", "<<<<<<< HEAD\nkind: company\n=======\nkind: services\n>>>>>>> mine\n"
    ),
    "several-documents": (GOOD + "---\nid: other\n").encode(),
    "empty-file": b"",
    "only-comments": b"# nothing yet\n",
    "list-at-root": b"- id: acme\n",
    "text-at-root": b"acme\n",
    "too-deep": b"a: " + b"[" * 100_000 + b"\n",
    "too-deep-block": "".join(f"{'  ' * n}k:\n" for n in range(25)).encode(),
    "file-too-large": b"# " + b"x" * (256 * 1024) + b"\n",
    "utf-16": GOOD.encode("utf-16"),
    "latin-1": GOOD.encode("latin-1"),
    "control-character": changed("Acme\n", "Ac\x0bme\n"),
    "escaped-control": changed("name: Acme\n", 'name: "Ac\\x0bme"\n'),
    "no-break-space": changed("kind: company", "kind:\u00a0company"),
    "zero-width-space": changed("kind:", "ki\u200bnd:"),
    "key-is-a-list": changed("name: Acme\n", "? [a, b]\n: Acme\n"),
    "comment-cut": changed("name: Acme\n", "name: Acme #1\n"),
    "colon-in-text": changed("name: Acme\n", "name: Acme: the second\n"),
    "reserved-start": changed("name: Acme\n", "name: @acme\n"),
    "quote-open": changed("name: Acme\n", 'name: "Acme\n'),
    "bad-escape": changed("name: Acme\n", 'name: "Ac\\me"\n'),
    "bracket-open": changed("roles: [data-science]", "roles: [data-science"),
    "indentation": changed("  handbook:", " handbook:"),
    "missing-colon": changed("kind: company\n", "kind company\n"),
    "directive": b"%FOO bar\n" + GOOD.encode(),
    # what the model refuses
    "norway": changed("places: [CO, MX, europe]", "places: [CO, NO, mexico]"),
    "unknown-key": changed("careers:", "carreers:"),
    "unknown-key-inside": changed("{value: remote-first, source", "{value: remote-first, sorce"),
    "missing-field": changed("kind: company\n", ""),
    "not-one-of": changed("value: remote-first", "value: remote-frist"),
    "list-expected": changed("roles: [data-science]", "roles: data-science"),
    "text-expected": changed("name: Acme\n", "name: 1.10\n"),
    "boolean-expected": changed("exhaustive: true", "exhaustive: yes"),
    "number-expected": changed("low: 80000", 'low: "80.000"'),
    "empty-value": changed("name: Acme\n", "name:\n"),
    "empty-where-optional": changed("careers: https://acme.example/careers", "careers:"),
    "empty-in-list": changed("places: [CO, MX, europe]", "places: [CO, null]"),
    "bad-id": changed("id: acme", "id: Acme_1"),
    "wrong-file-name": changed("id: acme", "id: acme-two"),
    "bad-address": changed("https://acme.example/careers", "acme.example/careers"),
    "script-address": changed("https://acme.example/careers", "javascript:alert(1)"),
    "address-with-password": changed("https://acme.example/careers", "https://me:secret@acme.example/"),
    "unknown-currency": changed("currency: USD", "currency: US$"),
    "unknown-zone": changed("America/New_York", "New York"),
    "unknown-language": changed("{language: en,", "{language: english,"),
    "no-such-day": changed("added: 2026-11-20", "added: 2026-02-30"),
    "day-first": changed("date: 2025-09-19", "date: 19/09/2025"),
    "future-day": changed("added: 2026-11-20", "added: 2027-01-01"),
    # what the rules refuse
    "claim-without-source": changed("{value: remote-first, source: handbook}", "{value: remote-first}"),
    "unknown-source": changed("{value: remote-first, source: handbook}", "{value: remote-first, source: handbok}"),
    "unused-source": changed("sources:\n", "sources:\n  old: {title: Old, url: https://acme.example/old, kind: own}\n"),
    "unknown-place": changed("places: [CO, MX, europe]", "places: [CO, MX, Europa]"),
    "unknown-role": changed("roles: [data-science]", "roles: [data-sciense]"),
    "scope-without-places": changed("places: [CO, MX, europe], ", ""),
    "missing-translation": changed(", en: It asks for one trip a year.", ""),
    "pay-order": changed("low: 80000", "low: 180000"),
    "no-evidence": (
        b"id: acme\nname: Acme\nkind: company\nwebsite: https://acme.example/\n"
        b"summary: {es: Hace cosas., en: Makes things.}\nadded: 2026-11-20\n"
    ),
    "fourteen-mistakes": b"""\
id: Acme
nmae: Acme
kind: compny
website: www.acme.example
summary: {es: Modelos., eng: Models.}
added: 20-11-2026
sources:
  Hand Book: {title: Handbook, url: ftp://acme.example, kind: ours}
roles: data-science
remote: {value: yes, source: handbook}
hires_from: {scope: places, places: CO, exhaustive: "true"}
pay: [{low: lots, currency: pesos, period: month}]
hours: [{value: overlap, hours: four}]
openings_seen: [{title: "", source: advert}]
""",
}


def judge(files: dict[str, bytes], lang: str) -> str:
    loaded = load(files)
    found = in_order([*loaded.problems, *rules.check(loaded, TODAY)])
    return report(found, loaded.words[lang], loaded.texts, Explained("https://guide.example/")) + "\n"


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", sorted(TRAPS))
def test_trap_gives_exactly_its_report(
    name: str, lang: str, files: dict[str, bytes], golden: Callable[[Path, str], None]
) -> None:
    found = judge({**files, PATH: TRAPS[name]}, lang)

    assert PATH in found
    golden(REPORTS / f"{name}.{lang}.txt", found)


def test_good_files_give_no_problem(files: dict[str, bytes]) -> None:
    loaded = load(files)

    assert [*loaded.problems, *rules.check(loaded, TODAY)] == []


def test_every_trap_file_is_used() -> None:
    assert {path.name.split(".")[0] for path in REPORTS.glob("*.txt")} <= {*TRAPS, *ELSEWHERE}


def twin(name: str, website: str) -> dict[str, bytes | None]:
    """A second employer, added a day later."""
    text = (
        GOOD.replace("id: acme", "id: twin").replace("name: Acme", f"name: {name}").replace("2026-11-20", "2026-11-21")
    )
    return {"data/employers/twin.yaml": text.replace("website: https://acme.example/", f"website: {website}").encode()}


# Problems that are not about the text of one file.
ELSEWHERE: dict[str, dict[str, bytes | None]] = {
    "yml-ending": {"data/employers/other.yml": b"id: other\n"},
    "wrong-folder": {"data/companies/other.yaml": b"id: other\n"},
    "stray-file": {"data/notes.txt": b"remember\n"},
    "missing-jobs": {"data/jobs.yaml": None},
    "unknown-collection": {"data/jobs.yaml": b"rolls: []\n"},
    "same-id-twice": {"data/jobs.yaml": b"employers:\n  - {id: acme, name: A}\n"},
    "same-domain": twin("Another", "https://www.acme.example/es"),
    "near-name": twin("ACME, Inc.", "https://acme-inc.example/"),
    "one-language-chapter": {"content/es/guide/solo.md": b"---\ntitle: Solo\n---\n"},
    "no-front-matter": {"content/es/guide/index.md": b"Hola.\n"},
    "merge-conflict-in-a-chapter": {
        "content/es/guide/index.md": small_files()["content/es/guide/index.md"] + b"<<<<<<< HEAD\nUno.\n>>>>>>> mine\n"
    },
    "chapter-mistakes": {
        "content/en/guide/index.md": b"""---
title: Guide
description: The door.
slug: guide
---

# A second title

See [Acme](entry:employers/acmee).[^whoo] There are {count:emploiers}. <script>alert(1)</script>

`<b>` and `{count:this}` in code are fine.
"""
    },
}


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_trap_elsewhere_gives_exactly_its_report(
    name: str, lang: str, files: dict[str, bytes], golden: Callable[[Path, str], None]
) -> None:
    for path, raw in ELSEWHERE[name].items():
        files = {p: r for p, r in files.items() if p != path} | ({path: raw} if raw is not None else {})

    golden(REPORTS / f"{name}.{lang}.txt", judge(files, lang))


class TestScalars:
    """Only true, false, null and decimal numbers mean more than their letters; the rest is text for the model."""

    @pytest.mark.parametrize(
        "written", ["NO", "no", "on", "off", "yes", "y", "True", "NULL", "~", "0123", "0o7", "0x1F"]
    )
    def test_words_of_other_yamls_stay_text(self, written: str) -> None:
        assert _value(f"key: {written}\n") == written

    @pytest.mark.parametrize("written", ["12:30", "1_000", "1e3", ".5", "+1", ".inf", "2026-11-09", "1.2.3", "0.1.0"])
    def test_other_numbers_and_dates_stay_text(self, written: str) -> None:
        assert _value(f"key: {written}\n") == written

    @pytest.mark.parametrize(
        ("written", "value"),
        [("true", True), ("false", False), ("null", None), ("", None), ("0", 0), ("-7", -7), ("1.10", 1.1)],
    )
    def test_few_plain_scalars_are_typed(self, written: str, value: object) -> None:
        found = _value(f"key: {written}\n")

        assert found == value
        assert type(found) is type(value)

    @pytest.mark.parametrize("key", ["on", "true", "1", "null", "2026-11-09"])
    def test_keys_are_always_text(self, key: str) -> None:
        from guide.source import parse

        document, problems = parse("x.yaml", f"{key}: x\n")

        assert problems == []
        assert document is not None
        assert document.value == {key: "x"}


def _value(text: str) -> object:
    from guide.source import parse

    document, problems = parse("x.yaml", text)
    assert problems == []
    assert document is not None
    return document.value["key"]


def test_a_norwegian_place_is_a_place(files: dict[str, bytes]) -> None:
    files = edited(files, PATH, "places: [CO, MX, europe]", "places: [CO, MX, NO]")
    loaded = load(files)

    assert [*loaded.problems, *rules.check(loaded, TODAY)] == []
    assert loaded.site is not None
    assert loaded.site.employers[0].hires_from.places == ("CO", "MX", "NO")
