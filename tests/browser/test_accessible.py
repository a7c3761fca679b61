"""Every kind of page for everyone, on a phone or a desk, in light or dark, by the keyboard alone, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from kinds import DESK, KINDS, PHONE
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# the kinds of page, and lists and comparisons as readers leave them
PAGES = KINDS | {
    "filtered": "empleadores/?from=mx",
    "nothing": "empleadores/?text=zzzz",
    "compared": "comparar/?e=employers/gitlab,employers/posthog",
}
SCHEMES = {"light": "default", "dark": "slate"}
SHIFTS = """() => new Promise((done) => {
    let sum = 0
    new PerformanceObserver((list) => { for (const shift of list.getEntries()) sum += shift.value })
        .observe({ type: "layout-shift", buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum))))
})"""


# Of rows that are built alike, the first few stand for all: the contrast of each text of a long list takes seconds.
ALIKE = """(kept) => {
    const drawn = (each) => `${each.localName}.${each.getAttribute("class")} ${each.getAttribute("style")}`
    const seen = new Map()
    for (const row of document.querySelectorAll("article :is(li, tr)")) {
        const inside = new Set([...row.querySelectorAll("*")].map(drawn))
        let shape = [...inside].sort().join(" ")
        for (let above = row; above.localName !== "article"; above = above.parentElement) shape += ` < ${drawn(above)}`
        seen.set(shape, (seen.get(shape) ?? 0) + 1)
        row.toggleAttribute("data-alike", seen.get(shape) > kept)
    }
}"""


def open_page(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    if "comparar/?e=" in address:
        page.locator(".comparison-table").wait_for()


def violations(page: Page) -> list[str]:
    """What axe-core objects to, a line for each element."""
    page.evaluate(ALIKE, 3)
    context = {"exclude": [["[data-alike]"]]}
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_pages_are_accessible_quiet_fit_and_ask_nobody_else(
    guide_url: str, visit: Callable, path: str, size: dict[str, int], scheme: str
) -> None:
    """Both sizes and both schemes for every page, by every rule; size and colours do not depend on each other."""
    visitor = visit(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.page
    open_page(page, guide_url + path)

    assert page.evaluate(SHIFTS) < 0.05
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.locator("body").get_attribute("data-md-color-scheme") == SCHEMES[scheme]
    # rows below the fold take their real height only when seen: axe, which scrolls, must find them in place
    page.add_style_tag(content="tr { content-visibility: visible !important }")
    assert violations(page) == []
    assert visitor.complaints == []
    assert [url for url in visitor.requests if not url.startswith((guide_url, "data:"))] == []
    assert visitor.context.cookies() == []


def test_axe_sees_what_is_wrong(visit: Callable) -> None:
    page = visit(viewport=DESK).page
    page.set_content("<html lang=es><title>x</title><main><h1>x</h1><img src=x><p style='color: #ccc'>pale</p></main>")

    assert {line.split(":")[0] for line in violations(page)} >= {"image-alt", "color-contrast"}


def test_rows_built_alike_are_judged_by_the_first_and_others_by_themselves(visit: Callable) -> None:
    page = visit(viewport=DESK).page
    pale, paler = "<li><em style='color: #ccc'>pale</em></li>", "<li><em style='color: #ddd'>paler</em></li>"
    page.set_content(
        f"<html lang=es><title>x</title><main><article><h1>x</h1><ul>{9 * pale}{paler}</ul></article></main>"
    )

    assert [line.split(":")[0] for line in violations(page)] == 4 * ["color-contrast"]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and can be seen to have it."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_the_keyboard_goes_from_the_front_page_to_a_source(guide_url: str, visit: Callable) -> None:
    page = visit(viewport=DESK).page
    page.goto(guide_url)
    tab_to(page, "article a[href$='desde/co/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desde/co/")
    tab_to(page, "article a[href*='empleadores/?from=co']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/empleadores/?from=co")
    tab_to(page, "input[name=text]")
    page.keyboard.type("automattic")
    tab_to(page, "a.card-title")
    page.keyboard.press("Enter")
    page.wait_for_url("**/empleadores/automattic/")
    tab_to(page, ".evidence a[href^='https://']")


@pytest.mark.parametrize("path", ["empleadores/gitlab/", "plataformas/toptal/", "en/employers/gitlab/"])
def test_paper_shows_the_addresses_of_sources(guide_url: str, visit: Callable, path: str) -> None:
    page = visit(viewport=DESK).page
    page.goto(guide_url + path)
    page.emulate_media(media="print")
    printed = page.locator("article .evidence a[href^=http]").evaluate_all(
        "links => links.map((link) => [link.href, getComputedStyle(link, '::after').content])"
    )

    assert printed
    assert [href for href, after in printed if href not in after] == []
    assert not page.locator(".md-header").is_visible()
