"""The writing end: only what changed, nothing left over, and a site swapped in whole."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide import output

names = st.text("abc", min_size=1, max_size=2)
trees = st.dictionaries(
    st.lists(names, min_size=1, max_size=2).map(lambda parts: PurePosixPath(*parts[:-1], f"{parts[-1]}.md")),
    st.binary(max_size=5),
    max_size=6,
)


def tree(folder: Path) -> dict[PurePosixPath, bytes]:
    return {PurePosixPath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@given(trees, trees)
def test_a_folder_holds_exactly_what_was_written_last(
    tmp_path_factory: pytest.TempPathFactory, first: dict[PurePosixPath, bytes], second: dict[PurePosixPath, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    output.write(folder, first)
    output.write(folder, second)

    assert tree(folder) == second
    assert not [p for p in folder.rglob("*") if p.is_dir() and not any(p.iterdir())]


def test_what_is_right_already_is_not_touched(tmp_path: Path) -> None:
    files = {PurePosixPath("a/b.md"): b"x", PurePosixPath("c.md"): b"y"}
    output.write(tmp_path, files)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    output.write(tmp_path, files)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")} == before


def test_two_makers_of_one_path_are_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.md"):
        output.combine({PurePosixPath("a.md"): "x"}, {PurePosixPath("a.md"): b"x"})


def test_publishing_swaps_and_sweeps(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for content in ("one", "two"):
        staged = output.staging(tmp_path)
        (staged / "index.html").write_text(content)
        output.publish(staged, target)
        output.sweep(tmp_path)

    assert (target / "index.html").read_text() == "two"
    assert len(list((tmp_path / ".sites").iterdir())) == 1


def test_a_folder_that_is_not_ours_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()

    with pytest.raises(FileExistsError, match="move it away"):
        output.publish(output.staging(tmp_path), tmp_path / "site")
