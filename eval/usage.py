"""How people ask: python -m eval.usage writes indexer/data/usage.tsv.

Counts which syllable follows which in the development questions that were typed with marks. Plans do not say
"mấy ngày thì xong"; people do, and without marks (indexer/spelling.py). What that is worth for questions of
other people is measured by leaving out each dataset in turn: eval/results/usage.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from pathlib import Path

from eval.adapter import TAUGHT_BY
from eval.dataset import DATASETS, PROJECT, Dataset, load
from eval.report import table
from eval.run import index
from indexer import spelling
from indexer.generation import Generation
from indexer.normalise import fold
from indexer.vocabulary import Usage, Vocabulary, clauses, is_syllable

OUT = PROJECT / "indexer/data/usage.tsv"
REPORT = Path(__file__).parent / "results/usage.md"
# The other kinds are typed without marks, in short forms or in English.
_KINDS = {"vi", "comparison", "metadata", "none"}


def questions(dataset: Dataset) -> Iterator[str]:
    """The development questions of a dataset that were typed with marks."""
    for question in dataset.of("dev"):
        if question.kind in _KINDS and not question.text.isascii():
            yield question.text


def usage(texts: Iterable[str]) -> Iterator[Usage]:
    """Count the syllables that follow one another, in order."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for words in clauses(text):
            # A short form or a foreign word parts what stands on its two sides.
            for syllables, run in groupby(("", *words, ""), lambda word: not word or is_syllable(word)):
                if syllables:
                    found.update(pairwise(run))
    yield from ((first, second, count) for (first, second), count in sorted(found.items()))


def restored(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[float, float]:
    """Strip texts of their marks and read them back: the share of words and of whole texts read right."""
    words, whole = [], []
    for text in texts:
        row = [word for clause in clauses(text) for word in clause if is_syllable(word)]
        read = spelling.repair([fold(word) for word in row], vocabulary)
        words += [one == other for one, other in zip(row, read, strict=True)]
        whole.append(row == read)
    return sum(words) / len(words), sum(whole) / len(whole)


def _row(dataset: Dataset, asked: Mapping[str, Sequence[str]]) -> list[str]:
    """A dataset read by vocabularies that know nothing of questions, and nothing of its own."""
    name = dataset.folder.name
    with Generation.open(index(dataset.corpus, name)) as generation:
        passages = [passage.text for passage in generation.passages]
    others = usage(text for other, texts in asked.items() if other != name for text in texts)
    without, with_ = (restored(asked[name], Vocabulary.build(passages, known)) for known in ((), others))
    shares = (f"{share:.3f}" for pair in zip(without, with_, strict=True) for share in pair)
    return [name, str(len(asked[name])), *shares]


def main() -> None:
    """Write what all datasets have, and what it is worth."""
    datasets = [load(DATASETS / name) for name in TAUGHT_BY]
    asked = {dataset.folder.name: list(questions(dataset)) for dataset in datasets}
    following: dict[str, list[str]] = defaultdict(list)
    for first, second, count in usage(chain.from_iterable(asked.values())):
        following[first].append(f"{second}:{count}")
    lines = (f"{first}\t{' '.join(listed)}\n" for first, listed in following.items())
    OUT.write_text("".join(lines), "utf-8")
    heads = ["questions of", "asked", "words right", "with usage", "whole questions right", "with usage"]
    parts = (
        "# What it is worth to know how people ask",
        "Made by `python -m eval.usage`. Development questions, stripped of their marks and read back by the "
        "vocabulary of their plans: without `indexer/data/usage.tsv`, and with what it has from the other "
        "datasets.",
        table(heads, [_row(dataset, asked) for dataset in datasets]),
    )
    REPORT.write_text("\n\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__":
    main()
