"""Which documents of a corpus are about administrative reform.

Offices keep decisions, circulars and plans of other fields beside their reform plans. Their rows of
procedures and offices share many words with any question, so a passage of theirs must fit it clearly
better to stand before one of a reform plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer import tokens
from indexer.phrases import plan_kinds

if TYPE_CHECKING:
    from indexer.generation import Generation

_SHARE = 0.05  # of its passages that speak of reform; of 400 other documents, 6 reach that
_SPEAKS = ("cải cách", "cchc")


def on_reform(generation: Generation) -> np.ndarray:
    """Return whether each passage stands in a document about administrative reform, bool (passages,)."""
    documents, of = generation.document_of_passage
    speaks = np.zeros(len(of), bool)
    for phrase in _SPEAKS:
        # Without marks, since scanned plans lose some.
        speaks[generation.lexical.holding(tokens.fold_term(phrase))] = True
    share = np.bincount(of, speaks, len(documents)) / np.bincount(of, minlength=len(documents))
    titles = (generation.documents[document].title or "" for document in documents.tolist())
    named = np.array([bool(plan_kinds(title.lower())) for title in titles])
    return (named | (share >= _SHARE))[of]
