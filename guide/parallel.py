"""Independent work side by side, where the machine can fork and there is enough of it to be worth a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], items: Sequence[T], *, worth: bool, chunk: int = 1) -> Iterable[R]:
    """`work` of each item, in order; in forked processes when that is worth it and can be done."""
    workers = min(os.cpu_count() or 1, 4, len(items))
    if not worth or workers < 2 or "fork" not in get_all_start_methods():
        yield from map(work, items)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        yield from pool.map(work, items, chunksize=chunk)
