"""A declared change, written into the file of its entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from guide.edit import block, edited
from guide.view import fold

NAMED = 6  # words of the English text that make a change's id


def add(text: str, steps: Sequence[str | int], change: Mapping[str, object]) -> str:
    """The text of a data file with one change more in the entry at `steps`."""

    def declare(entry: CommentedMap) -> None:
        if "changes" not in entry:
            entry.insert(list(entry).index("added") + 1, "changes", CommentedSeq())
        entry["changes"].append(block(change))

    return edited(text, steps, declare)


def name(day: date, english: str, taken: Collection[str]) -> str:
    """An id for a change: its day, and the first words of what happened."""
    words = re.findall(r"[a-z0-9]+", fold(english).lower())[:NAMED]
    made = "-".join([day.isoformat(), *words])
    return made if made not in taken else f"{made}-{sum(other.startswith(made) for other in taken) + 1}"
