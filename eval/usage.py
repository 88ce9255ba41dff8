"""How people ask: python -m eval.usage writes indexer/data/usage.tsv.

Counts which syllable follows which in the development questions that were typed with marks. Plans do not say
"mấy ngày thì xong"; people do, and without marks (indexer/spelling.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from eval.adapter import TAUGHT_BY
from eval.dataset import DATASETS, PROJECT, load
from indexer.vocabulary import clauses, is_syllable

OUT = PROJECT / "indexer/data/usage.tsv"
_KINDS = {"vi", "comparison", "metadata", "none"}  # the others are typed without marks, in short forms or in English


def questions(dataset: str) -> Iterator[str]:
    """The development questions of a dataset that were typed with marks."""
    for question in load(DATASETS / dataset).of("dev"):
        if question.kind in _KINDS and not question.text.isascii():
            yield question.text


def pairs(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count the syllables that follow one another; "" stands for the beginning and the end of a clause."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for words in clauses(text):
            # A short form or a foreign word parts what stands on its two sides.
            for syllables, run in groupby(("", *words, ""), lambda word: not word or is_syllable(word)):
                if syllables:
                    found.update(pairwise(run))
    return found


def main() -> None:
    """Write what all datasets have."""
    following: dict[str, list[str]] = defaultdict(list)
    counted = pairs(text for dataset in TAUGHT_BY for text in questions(dataset))
    for (first, second), count in sorted(counted.items()):
        following[first].append(f"{second}:{count}")
    lines = (f"{first}\t{' '.join(listed)}\n" for first, listed in following.items())
    OUT.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
