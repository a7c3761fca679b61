"""A person without git or YAML writes an entry: what the form accepts, `build.py check` accepts, in the same words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from kinds import DESK, PHONE
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from projects import ROOT

from guide import rules
from guide.load import load, read
from guide.problems import Level, Problem
from guide.source import parse

pytestmark = pytest.mark.browser

FORM = "colaborar/formulario/"
DATA = read(ROOT)
FEW = {path: raw for path, raw in DATA.items() if path in ("data/site.yaml", "data/places.yaml", "data/jobs.yaml")}
EMPLOYER = {
    "name": "Laboratorio Ñandú", "kind": "company", "website": "https://nandu.example/",
    "summary es": "Modelos: de lenguaje.", "summary en": "Language models.",
    "sources title": "Manual #1: cómo contratamos", "sources url": "https://nandu.example/guia", "sources kind": "own",
    "sources date": "2026-04", "ai_work es": "Publica «modelos».", "ai_work en": "- It publishes models.",
    "ai_work source": "Manual #1: cómo contratamos", "hires_from scope": "places",
    "hires_from places": "Colombia, méxico, es", "hires_from source": "Manual #1: cómo contratamos",
}  # fmt: skip


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser for all of this: nothing that one person typed is there for the next."""
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, guide_url: str) -> Iterator[Page]:
    yield from opened(context, guide_url)


@pytest.fixture
def github(context: BrowserContext, hostile_url: str) -> Iterator[Page]:
    """The form of a guide whose repository is known."""
    yield from opened(context, hostile_url)


def opened(context: BrowserContext, address: str) -> Iterator[Page]:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(address + FORM)
    yield page
    assert complaints == []
    page.close()


def part(page: Page, path: str) -> Locator:
    """A field by the keys that lead to it: `sources url`."""
    return page.locator(" ".join(["form:not([hidden])", *(f'[data-key="{key}"]' for key in path.split())])).first


def control(page: Page, path: str) -> Locator:
    return part(page, path).locator("input, select, textarea").first


def type_in(page: Page, values: dict[str, str]) -> None:
    for path, value in values.items():
        found = control(page, path)
        kind = found.evaluate("(element) => element.type || element.localName")
        if kind == "select-one":
            by_value = found.locator(f'[value="{value}"]').count()
            found.select_option(value=value) if by_value else found.select_option(label=value)
        elif kind == "checkbox":
            found.set_checked(value == "true")
        else:
            found.fill(value)


def file_of(page: Page) -> str:
    return str(page.locator(".file code").text_content())


def data_of(page: Page) -> dict[str, Any]:
    document, found = parse("x.yaml", file_of(page))
    assert document is not None, found
    return dict(document.value)


def judged(text: str, collection: str = "employers", among: Mapping[str, bytes] = FEW) -> list[Problem]:
    """What `build.py check` says of a file that joins the data."""
    id = next(line[4:].strip('"') for line in text.splitlines() if line.startswith("id: "))
    path = f"data/{collection}/{id}.yaml"
    loaded = load({**among, path: text.encode()})
    today = datetime.now(UTC).date()
    return [found for found in (*loaded.problems, *rules.check(loaded, today)) if found.place.path == path]


def left(page: Page) -> set[str]:
    """The rules that the list of what is left names."""
    return set(page.locator(".todo li").evaluate_all("items => items.map((item) => item.dataset.rule)"))


class TestWriting:
    def test_an_employer_is_written_copied_and_accepted(self, page: Page) -> None:
        expect(page.locator(".open")).to_have_count(0)  # nobody knows the repository of this one
        type_in(page, EMPLOYER)
        expect(page.locator(".count")).to_have_text("Todo en orden; ya puedes enviarlo.")
        page.get_by_role("button", name="Copiar YAML").click()
        expect(page.locator(".copied")).to_have_text("Copiado.")
        copied = str(page.evaluate("navigator.clipboard.readText()"))

        assert copied == file_of(page)
        assert judged(copied, among=DATA) == []
        assert data_of(page) == {
            "id": "laboratorio-nandu", "name": "Laboratorio Ñandú", "kind": "company",
            "website": "https://nandu.example/",
            "summary": {"es": "Modelos: de lenguaje.", "en": "Language models."},
            "added": datetime.now(UTC).date().isoformat(),
            "sources": {"manual-1-como-contratamos": {
                "title": "Manual #1: cómo contratamos", "url": "https://nandu.example/guia", "kind": "own",
                "date": "2026-04",
            }},
            "ai_work": [{
                "text": {"es": "Publica «modelos».", "en": "- It publishes models."},
                "source": "manual-1-como-contratamos",
            }],
            "hires_from": {"scope": "places", "places": ["CO", "MX", "ES"], "source": "manual-1-como-contratamos"},
        }  # fmt: skip

    def test_a_platform_too_with_a_figure_a_score_and_a_group_of_countries(self, page: Page) -> None:
        page.get_by_role("radio", name="Una plataforma").check()
        for add in ("Añadir una puntuación", "Añadir un idioma", "Añadir el estado"):
            page.locator("form:not([hidden])").get_by_role("button", name=add).click()
        type_in(page, {
            "name": "0123", "kind": "job-board", "website": "https://x.example/?a=1#b", "summary es": "NO",
            "summary en": "yes", "for_whom es": "true", "for_whom en": "419", "sources title": "Tarifas",
            "sources url": "https://x.example/fees", "sources kind": "own", "fees payer": "client", "fees es": "~",
            "fees en": "null", "fees source": "Tarifas", "hires_from scope": "worldwide", "hires_from except": "419",
            "hires_from source": "Tarifas", "languages language": "es", "languages source": "Tarifas",
            "independent_score who": "Fairwork", "independent_score score": "7.5", "independent_score out_of": "10",
            "independent_score year": "2025", "independent_score source": "Tarifas", "status value": "active",
            "status source": "Tarifas",
        })  # fmt: skip
        expect(page.locator(".todo")).to_be_hidden()

        found = data_of(page)
        assert judged(file_of(page), "platforms", DATA) == []
        assert (found["name"], found["summary"]) == ("0123", {"es": "NO", "en": "yes"})
        assert found["hires_from"] == {"scope": "worldwide", "except": ["419"], "source": "tarifas"}
        assert found["independent_score"]["score"] == 7.5

    def test_nothing_is_kept_and_the_form_is_empty_again(self, page: Page, context: BrowserContext) -> None:
        assert control(page, "name").input_value() == ""
        assert context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


ODD = (
    'say "hi"', "it's", "Nota: dos puntos", "acaba en:", "tarea #1", "#1", "emoji 👩‍💻 🎉", "NO", "no", "on", "true",
    "null", "~", "419", "0123", "1.10", "-5", "1e3", "0x1F", "12:30", "2026-11-09", "- a", "-", "? a", "a\nb\n\nc",
    "{{ x }}", "{a: b}", "[a, b]", "</pre><script>x</script>", "&amp;", "*x", "&x", "!x", "%x", "@x", "`x`", "|", ">",
    "\\", "a\\nb", "a\tb", "  a  b ", "«a»", "--- a", "...", "<<", "=", ",", "a, b", "'", '"', "\u00a0a\u00a0b", "𝔘 ñ",
    "أهلا", "x" * 2000,
)  # fmt: skip
REFUSED = {"a\u200bb": "invisible-character", "a\x07b": "control-character", "y" * 3000: "text-too-long"}
FRAGMENTS = (
    *(text for text in ODD if len(text) < 20),
    " ",
    ": ",
    " #",
    "a",
    "1",
    "\n",
    "\t",
    "\u200b",
    "\x1b",
    "\u2028",
)
TYPED = """([path, texts]) => {
    const box = document.querySelector(path)
    return texts.map((text) => {
        box.value = text
        box.dispatchEvent(new Event("input", { bubbles: true }))
        return document.querySelector(".file code").textContent
    })
}"""


def read_as(text: str) -> str:
    """A text as the model keeps it: on one line, without the white space around it."""
    return text.strip() if text.isprintable() else " ".join(text.split())


@pytest.mark.parametrize("path", ["summary es", "sources title"])
def test_what_is_typed_is_what_is_read(page: Page, path: str) -> None:
    keys = path.split()
    css = " ".join(["form:not([hidden])", *(f'[data-key="{key}"]' for key in keys), ":is(input, textarea)"])
    for text, written in zip(ODD, page.evaluate(TYPED, [css, ODD]), strict=True):
        document, found = parse("x.yaml", written)
        assert found == [], text
        assert document is not None
        value = (
            next(iter(document.value["sources"].values()))["title"]
            if "title" in keys
            else document.value["summary"]["es"]
        )
        typed = text.replace("\n", "") if "title" in keys else text  # a field of one line takes no line ends
        assert value == read_as(typed)


def test_no_text_whatever_breaks_the_file(page: Page) -> None:
    chance = random.Random(5)
    texts = ["".join(chance.choices(FRAGMENTS, k=chance.randint(1, 5))) for _ in range(300)]
    for text, written in zip(texts, page.evaluate(TYPED, ["#employers-summary-es", texts]), strict=True):
        document, found = parse("x.yaml", written)
        if found:
            assert {each.rule for each in found} <= {"invisible-character", "control-character"}, text
            assert any(unseen in text for unseen in "\u200b\x07\x1b"), text
        elif read_as(text):
            assert document is not None
            assert read_as(document.value["summary"]["es"]) == read_as(text), text


@pytest.mark.parametrize(("text", "rule"), REFUSED.items(), ids=REFUSED.values())
def test_what_no_file_may_hold_is_refused_by_name(page: Page, text: str, rule: str) -> None:
    control(page, "summary es").fill(text)

    expect(part(page, "summary es").locator(".wrong")).to_have_attribute("data-rule", rule)


# field, what is wrong with it, the rule, what mends it
MISTAKES = [
    ("name", "", "missing-field", "Acme Dos"),
    ("id", "Acme Dos", "bad-id", "acme-dos"),
    ("id", "gitlab", "duplicate-id", "acme-dos"),
    ("website", "acme.example", "bad-address", "https://acme.example"),
    ("website", "ftp://acme.example", "bad-address", "https://acme.example:8080/a?b=c#d"),
    ("website", "https://localhost/", "bad-address", "https://ñandú.example/"),
    ("website", "https://user:pass@acme.example/", "address-credentials", "HTTPS://acme.example/"),
    ("sources date", "2026-13", "bad-date", "2026"),
    ("sources date", "2025-02-29", "bad-date", "2024-02-29"),
    ("sources date", "hoy", "bad-date", "2026-04"),
    ("sources date", "2031-01", "future-date", "2026-04-30"),
    ("sources lang", "español", "unknown-language", "es"),
    ("hours hours", "cuatro", "not-a-number", "4"),
    ("hours hours", "-4", "out-of-range", "4.5"),
    ("hours zone", "Bogotá", "unknown-zone", "America/Bogota"),
    ("pay low", "80.000", "not-a-number", "80000"),
    ("pay low", "90000", "pay-order", "70000"),
    ("pay currency", "euros", "unknown-currency", "EUR"),
    ("hires_from places", "Atlántida", "unknown-place", "Colombia"),
    ("ai_work source", "", "claim-without-source", "Manual #1: cómo contratamos"),
]
# read as 80 elsewhere: the form alone asks what was meant; a file in the place of another is another version of it
OURS = {("pay low", "80.000"), ("id", "gitlab")}


def test_each_mistake_is_named_while_typing_as_check_names_it_and_goes_when_mended(page: Page) -> None:
    type_in(page, EMPLOYER)
    for add in ("Añadir un horario", "Añadir una cifra"):
        page.locator("form:not([hidden])").get_by_role("button", name=add).click()
    page.evaluate("for (const fold of document.querySelectorAll('form details')) fold.open = true")
    type_in(page, {
        "id": "acme-dos", "hours value": "overlap", "hours source": "Manual #1: cómo contratamos", "pay low": "70000",
        "pay high": "80000", "pay currency": "EUR", "pay period": "year", "pay source": "Manual #1: cómo contratamos",
    })  # fmt: skip
    assert judged(file_of(page)) == []

    for path, wrong, rule, right in MISTAKES:
        type_in(page, {path: wrong})
        said = part(page, path).locator(".wrong")
        if path != "name":  # the first waits for the pause in typing, the others do not
            control(page, path).blur()
        expect(said).to_have_attribute("data-rule", rule)
        expect(control(page, path)).to_have_attribute("aria-invalid", "true")
        assert "{" not in str(said.text_content())
        assert str(said.get_attribute("id")) in str(control(page, path).get_attribute("aria-describedby"))
        assert rule in left(page)
        if (path, wrong) not in OURS:
            assert rule in {found.rule for found in judged(file_of(page))} or rule == "missing-field"

        type_in(page, {path: right})
        expect(said).to_be_hidden()
        expect(control(page, path)).not_to_have_attribute("aria-invalid", "true")
        assert left(page) == set(), (path, right)
    assert judged(file_of(page)) == []


def test_rules_between_fields_are_those_of_check(page: Page) -> None:
    type_in(page, EMPLOYER | {"hires_from places": "", "summary en": ""})
    assert left(page) == {"hires-from-places"}
    assert {found.rule for found in judged(file_of(page))} == {"hires-from-places", "missing-translation"}
    expect(page.locator(".advice [data-rule=missing-translation]")).to_have_count(1)

    type_in(page, {"hires_from scope": "unpublished"})
    part(page, "ai_work").get_by_role("button", name="Quitar: Prueba 1").click()
    assert left(page) == {"employer-evidence", "employer-ai-work"}
    errors = {found.rule for found in judged(file_of(page)) if found.level is Level.ERROR}
    assert errors == {"employer-evidence", "employer-ai-work"}

    page.locator("form:not([hidden])").get_by_role("button", name="Añadir una cifra").click()
    type_in(page, {"pay currency": "USD", "pay period": "hour", "pay source": "Manual #1: cómo contratamos"})
    assert "pay-without-figure" in left(page)
    assert "pay-without-figure" in {found.rule for found in judged(file_of(page))}


def test_a_source_that_is_taken_away_is_missed_where_it_was_cited(page: Page) -> None:
    type_in(page, EMPLOYER)
    part(page, "sources").get_by_role("button", name="Quitar: Fuente 1").click()

    assert left(page) == {"unknown-source"}
    assert {found.rule for found in judged(file_of(page))} == {"unknown-source"}

    page.get_by_role("button", name="Añadir otra fuente").locator("visible=true").click()
    type_in(page, {"sources title": "Otra", "sources url": "https://a.example/", "sources kind": "own"})
    type_in(page, {"ai_work source": "Otra", "hires_from source": "Otra"})
    assert judged(file_of(page)) == []


class TestGitHub:
    """The last step opens GitHub's page for a new file, filled in; it needs the repository, and nothing else."""

    def test_the_link_holds_the_same_file(self, github: Page) -> None:
        type_in(github, EMPLOYER)
        link = urlsplit(str(github.locator(".open").get_attribute("href")))

        assert (link.netloc, link.path) == ("github.com", "/owner/name/new/main")
        assert parse_qs(link.query, strict_parsing=True) == {
            "filename": ["data/employers/laboratorio-nandu.yaml"],
            "value": [file_of(github)],
        }

    def test_a_long_file_is_copied_and_pasted(self, github: Page) -> None:
        type_in(github, EMPLOYER | {"summary es": "ñ" * 1900})

        assert "value" not in parse_qs(urlsplit(str(github.locator(".open").get_attribute("href"))).query)
        expect(github.locator(".long")).to_be_visible()

    def test_it_opens_only_what_is_whole_and_else_leads_to_what_is_left(self, github: Page) -> None:
        github.get_by_role("link", name="Abrir en GitHub").click()

        expect(github.locator(".todo h3")).to_be_focused()
        expect(part(github, "website").locator(".wrong")).to_have_attribute("data-rule", "missing-field")


class TestKeyboard:
    def test_from_the_list_of_what_is_left_to_the_field_also_below_a_fold(self, page: Page) -> None:
        page.evaluate(TYPED, ["[data-key=sources] [data-key=lang] input", ["xx"]])
        link = page.locator(".todo [data-rule=unknown-language] a[href^='#']")
        link.focus()
        page.keyboard.press("Enter")

        expect(control(page, "sources lang")).to_be_focused()
        expect(control(page, "sources lang")).to_be_visible()

    def test_places_are_chosen_and_taken_away(self, page: Page) -> None:
        type_in(page, {"hires_from scope": "places"})
        control(page, "hires_from places").focus()
        for name in ("colombia", "Latinoamérica y el Caribe"):
            page.keyboard.type(name)
            page.keyboard.press("Enter")
        assert data_of(page)["hires_from"]["places"] == ["CO", "419"]

        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Quitar Colombia")).to_be_focused()
        page.keyboard.press("Enter")
        expect(control(page, "hires_from places")).to_be_focused()
        assert data_of(page)["hires_from"]["places"] == ["419"]

    def test_the_focus_follows_what_comes_and_goes(self, page: Page) -> None:
        add = page.get_by_role("button", name="Añadir una cifra")
        add.focus()
        page.keyboard.press("Enter")
        expect(control(page, "pay low")).to_be_focused()
        page.get_by_role("button", name="Quitar: Pago 1").press("Enter")
        expect(add).to_be_focused()


def test_without_scripts_the_other_ways_are_there_in_full(hostile_url: str, visit: Callable) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).page
    page.goto(hostile_url + FORM)

    expect(page.locator(".without-script")).to_be_visible()
    expect(page.locator("form.entry").first).to_be_hidden()
    expect(page.locator("a[href='https://github.com/owner/name/issues/new/choose']")).to_be_visible()
    for example in page.locator("details.example pre").all():
        expect(example).to_be_visible()
        assert "hires_from:" in str(example.text_content())


def test_on_a_phone_what_is_left_stays_in_sight(guide_url: str, visit: Callable) -> None:
    page = visit(viewport=PHONE).page
    page.goto(guide_url + FORM)

    expect(page.locator(".count")).to_be_in_viewport()
    page.get_by_role("link", name="Ir al archivo").click()
    expect(page.locator("#result")).to_be_in_viewport()
