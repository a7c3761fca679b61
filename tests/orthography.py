"""Words that no dictionary and no list has: chapters, data and words through hunspell, the distinct words only.

Run by hand it prints them by the list where each would go, once it has been read and found right:

    python tests/orthography.py
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from texts import EITHER, LANGUAGES, Said, split, texts

ROOT = Path(__file__).resolve().parent.parent
DICTIONARIES = {"es": "es_ES", "en": "en_GB"}
INSTALL = "Spelling needs hunspell. On Debian or Ubuntu: sudo apt-get install hunspell hunspell-es hunspell-en-gb"
LISTS = ROOT / "tests" / "spelling"
GUESSED = 20  # wrong words of a language; each guess takes a while

_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?:'[^\W\d_]+)*")
_CODE = re.compile(r"\S*[/_]\S*|\b[\w-]+\.(?:py|yaml|md|txt|org)\b")
_OF_FIELDS = "templates/words/es.yaml"  # names fields and commands, which are in English
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑ]{1,6}s?")


def hunspell(dictionary: str, option: str, words: Iterable[str]) -> str:
    done = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", dictionary, option], input="".join(f"{word}\n" for word in words),
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


@cache
def lacking() -> bool:
    if not shutil.which("hunspell"):
        return True
    try:
        return any(hunspell(dictionary, "-l", ()) for dictionary in DICTIONARIES.values())
    except subprocess.CalledProcessError:
        return True


def known(lang: str) -> frozenset[str]:
    """The words listed for a language, and the names of what the guide tells of."""
    listed = {word for name in (lang, "names") for word in words_in(LISTS / f"{name}.txt")}
    data = "\n".join(path.read_text("utf-8") for path in (ROOT / "data").rglob("*.yaml"))
    names = re.findall(r"^(?:name|[ ]+publisher): *\"?(.+?)\"?$", data, re.MULTILINE)
    return frozenset(listed.union(*map(_WORD.findall, names)))


def words_in(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#")]


def unknown(words: Iterable[str], lang: str) -> set[str]:
    """The words that neither the dictionary nor the lists have; acronyms are not asked for."""
    listed = known(lang)
    asked = sorted({word for word in words if len(word) > 1 and word not in listed and not _ACRONYM.fullmatch(word)})
    found = set(hunspell(DICTIONARIES[lang], "-l", asked).split("\n")) & set(asked)
    return {word for word in found if word[0].lower() + word[1:] not in listed}


def misspelt(found: Iterable[Said]) -> list[tuple[str, int, str, str]]:
    """Path, line, word and its language, once a line."""
    places: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for said in found:
        for part in split(said):
            for number, text in part.lines:
                lang = EITHER if part.path == _OF_FIELDS else part.lang
                for word in _WORD.findall(_CODE.sub(" ", text.replace("’", "'"))):
                    places.setdefault((lang, word.removesuffix("'s")), []).append((part.path, number))
    asked = {lang: {word for its, word in places if its in (lang, EITHER)} for lang in LANGUAGES}
    wrong = {lang: unknown(words, lang) for lang, words in asked.items()}
    wrong[EITHER] = wrong["es"] & wrong["en"]
    return [
        (path, number, word, lang)
        for lang, word in places
        if word in wrong[lang]
        for path, number in sorted(set(places[lang, word]))
    ]


def told(found: Iterable[tuple[str, int, str, str]]) -> list[str]:
    """`path:line: word`, with what may have been meant."""
    rows = sorted(found)
    near: dict[str, str] = {}
    for lang in {lang for *_, lang in rows}:
        near |= meant([word for *_, word, its in rows if its == lang][:GUESSED], "es" if lang == EITHER else lang)
    return [f"{path}:{number}: {word}{near.get(word, '')}" for path, number, word, _ in rows]


def meant(words: Iterable[str], lang: str) -> dict[str, str]:
    """What the dictionary takes wrong words for."""
    answers = re.findall(r"^& (\S+) \d+ \d+: (.+)$", hunspell(DICTIONARIES[lang], "-a", words), re.MULTILINE)
    return {word: f" ({', '.join(near.split(', ')[:3])}?)" for word, near in answers}


def main() -> None:
    """Print the words that are in no list yet, by list."""
    found: dict[str, set[str]] = {}
    for _, _, word, lang in misspelt(texts(ROOT)):
        found.setdefault("names" if lang == EITHER or word[0].isupper() else lang, set()).add(word)
    for name, words in sorted(found.items()):
        print(f"{name}.txt: {' '.join(sorted(words, key=alphabetical))}")


def alphabetical(word: str) -> tuple[str, str]:
    return word.lower(), word


if __name__ == "__main__":
    main()
