"""What subscribers are told over the life of a feed: one item new for each event, none for what is no event."""

from __future__ import annotations

import os

import lifecycle
import pytest


@pytest.fixture(scope="module")
def rows() -> list[lifecycle.Row]:
    """Every build, read by every client that is here; in continuous integration all of them must be."""
    here = [kind for kind in lifecycle.OTHERS if kind.is_here()]
    if os.environ.get("ALL_CLIENTS"):
        assert here == list(lifecycle.OTHERS)
    return lifecycle.live([*lifecycle.PYTHON, *here])


@pytest.mark.parametrize("number", range(len(lifecycle.STEPS)), ids=[step.name for step in lifecycle.STEPS])
def test_every_client_tells_of_each_event_once(rows: list[lifecycle.Row], number: int) -> None:
    row = rows[number]

    assert row.new == dict.fromkeys(row.new, row.step.new)


def test_an_unchanged_feed_is_not_sent_again(rows: list[lifecycle.Row]) -> None:
    for row in rows:
        if row.step.name in ("the same again", "a build on another day", "a build 60 days later"):
            assert 304 in row.answers
            assert row.answers.count(200) <= len(lifecycle.FEEDS) * len(row.new)


def test_the_life_covers_what_can_happen() -> None:
    assert {step.new for step in lifecycle.STEPS} > {lifecycle.NOTHING}
