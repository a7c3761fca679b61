"""Two to four entries side by side, by their address; the facts are those of their own pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kinds import DESK
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(visit: Callable) -> Page:
    page: Page = visit(viewport=DESK).page
    return page


def compared(page: Page) -> list[str]:
    page.locator(".comparison-table").wait_for()
    return page.locator(".comparison-table thead .card-title").all_inner_texts()


def test_a_choice_in_the_list_leads_there(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}empleadores/")
    go = desk.locator(".compare-go")
    expect(go).to_be_hidden()
    for name in ("GitLab", "PostHog"):
        desk.get_by_role("checkbox", name=f"Comparar {name}", exact=True).check()
    expect(desk.locator(".compare-bar [role=status]")).to_contain_text("2 de 4 para comparar: GitLab, PostHog")
    go.click()

    assert desk.url == f"{guide_url}comparar/?e=employers/gitlab,employers/posthog"
    assert compared(desk) == ["GitLab", "PostHog"]


def test_a_fifth_is_refused_and_said(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}empleadores/")
    boxes = desk.locator(".pick input")
    for number in range(5):
        boxes.nth(number).click()

    assert desk.locator(".pick input:checked").count() == 4
    expect(desk.locator(".compare-bar [role=status]")).to_contain_text("cuatro como máximo")


def test_facts_are_those_of_the_entry_pages_in_their_order(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}empleadores/posthog/")
    terms = desk.locator("dl.facts dt").all_inner_texts()
    source = str(desk.locator(".claim .evidence a").first.get_attribute("href"))
    desk.goto(f"{guide_url}comparar/?e=employers/gitlab,employers/posthog")
    compared(desk)
    rows = desk.locator(".comparison-table tbody th").all_inner_texts()

    assert [row for row in rows if row in terms] == terms
    assert rows[0] == "¿Quién puede postular?"
    assert desk.locator(f".comparison-table .evidence a[href='{source}']").count() > 0
    assert desk.locator(".comparison-table [id]").count() == 0


def test_one_of_three_can_be_left_out(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}comparar/?e=platforms/toptal,platforms/upwork,platforms/malt")
    assert compared(desk) == ["Toptal", "Upwork", "Malt"]
    desk.get_by_role("link", name="Quitar Upwork").click()

    assert compared(desk) == ["Toptal", "Malt"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("employers/gitlab,employers/gitlab,employers/posthog", ["GitLab", "PostHog"]),
        ("employers/gitlab,platforms/toptal,employers/posthog", ["GitLab", "PostHog"]),
        ("employers/gitlab,../../etc,<b>,employers/posthog", ["GitLab", "PostHog"]),
        ("employers/gitlab,employers/nobody-at-all", ["GitLab"]),
    ],
)
def test_what_cannot_be_compared_is_left_out(guide_url: str, desk: Page, asked: str, shown: list[str]) -> None:
    desk.goto(f"{guide_url}comparar/?e={asked}")

    assert compared(desk) == shown
    expect(desk.locator(".found-count")).to_contain_text("nobody-at-all" if len(shown) == 1 else "Listo")


def test_without_scripts_the_page_says_so(guide_url: str, visit: Callable) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(f"{guide_url}comparar/?e=employers/gitlab,employers/posthog")

    expect(page.locator(".without-script")).to_be_visible()
    assert page.get_by_role("link", name="Quién contrata").count() > 0
