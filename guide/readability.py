"""How plainly a text reads, by counting syllables, words and sentences; a hint for who writes, never a rule.

Spanish: Fernández Huerta, with the correction of Law (2011), and the INFLESZ scale of Barrio-Cantalejo (2008) over the
formula of Szigriszt-Pazos (1993); both as explained at https://legible.es/blog/. English: Flesch reading ease (1948).
Our own count of syllables: textstat 0.7.13 takes hyphenation points for them, and so finds one in `guía` and in `idea`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# INFLESZ: the lowest score of each grade, the easiest first; the words for grades are in templates/words.
GRADES = ((80, "very_easy"), (65, "fairly_easy"), (55, "normal"), (40, "somewhat_hard"), (float("-inf"), "very_hard"))

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_INITIALS = re.compile(r"\b(?:[A-Z]{1,2}\.[ \xa0]?){2,}(?!\w)|\b(?:p\.[ \xa0]?ej|aprox|e\.g|i\.e|vs)\.|\bn\.º")
_END = re.compile(r"(?<=[.!?…])[»”\")\]]*\s+(?=[¿¡«“\"(\[]*[A-ZÁÉÍÓÚÑÜ\d])")

_MUTE_U = re.compile(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])")
_YOKE = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
_VOCALIC_Y = re.compile(r"y(?![aeiouáéíóúü])")
_VOWELS_ES = re.compile(r"[aeiouáéíóúü]+")
_STRONG = re.compile(r"[aeoáéóíú]")
_VOWELS_EN = re.compile(r"[aeiouy]+")
_MUTE_E = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SPOKEN_E = re.compile(r"(?:[^aeiouy]le|[^aeiouy]les|[td]ed|(?:s|x|z|ch|sh|c|g)es)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted in the blocks of a text."""

    sentences: int
    words: int
    syllables: int

    @property
    def words_per_sentence(self) -> float:
        return self.words / max(self.sentences, 1)

    @property
    def _syllables_per_word(self) -> float:
        return self.syllables / max(self.words, 1)

    @property
    def fernandez_huerta(self) -> float:
        """0 to 100, the higher the easier: 60 to 70 is normal for adults."""
        return 206.84 - 60 * self._syllables_per_word - 1.02 * self.words_per_sentence

    @property
    def inflesz(self) -> float:
        """The score that the INFLESZ grades are read from."""
        return 206.835 - 62.3 * self._syllables_per_word - self.words_per_sentence

    @property
    def grade(self) -> str:
        """The INFLESZ grade, as a key of words."""
        return next(name for lowest, name in GRADES if self.inflesz >= lowest)

    @property
    def flesch(self) -> float:
        return 206.835 - 84.6 * self._syllables_per_word - 1.015 * self.words_per_sentence


def measure(blocks: Iterable[str], lang: str) -> Measure:
    """Count the blocks of a text; a block, as a paragraph or an item of a list, ends its last sentence."""
    found = [sentence for block in blocks for sentence in sentences(block)]
    spoken = [word for sentence in found for word in words(sentence)]
    return Measure(len(found), len(spoken), sum(syllables(word, lang) for word in spoken))


def sentences(block: str) -> list[str]:
    """The sentences of a block that hold a word; the full stops of initials and short forms end none."""
    whole = _INITIALS.sub(lambda match: match[0].replace(".", ""), block)
    return [part for part in _END.split(whole) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words of a text; a figure is none."""
    return _WORD.findall(text)


def syllables(word: str, lang: str) -> int:
    """How many syllables a word has: exact for Spanish words but for a few hiatuses, an estimate for English ones."""
    return max((_syllables_es if lang == "es" else _syllables_en)(word.lower()), 1)


def _syllables_es(word: str) -> int:
    """A strong vowel or an accented weak one makes a syllable; weak ones alone make one together."""
    spoken = _VOCALIC_Y.sub("i", _MUTE_U.sub("", word))
    return sum(max(len(_STRONG.findall(group)), 1) for group in _VOWELS_ES.findall(spoken))


def _syllables_en(word: str) -> int:
    spoken = word if _SPOKEN_E.search(word) else _MUTE_E.sub("", word)
    return len(_VOWELS_EN.findall(_YOKE.sub("-", spoken)))
