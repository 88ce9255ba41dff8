"""Sentences into clauses, each of which says all that its numbers need to be understood."""

from __future__ import annotations

import re

from indexer.sentences import sentences
from indexer.wording import words

_MARKER = re.compile(
    r"\s*(?:[-–—+•*]\s*)?(?:\(?(?:[a-zđ]|\d{1,2}|[IVX]{1,4})\)\s*|(?:\d{1,2}"
    r"|[IVX]{1,4})(?:\.\d{1,2})*\.\s+|[a-zđ]\)\s*)?"
)
_NUMBER = re.compile(r"\d|(?<!\w)(?:hoàn toàn|phần trăm|phần ba|một nửa|một|hai|ba|bốn|năm|mười)(?!\w)", re.I)

_AFTER_NUMBER = re.compile(r"(?<=\d)\.\s+(?=[A-ZĐÀ-Ỹ])")
_NUMBERING = re.compile(
    r"(?<!\w)(?:điều|khoản|mục|phần|chương|bảng|biểu|phụ lục|số|tp)\s+[\d.]+$|^\W*[\d.]+$", re.I
)

_TIME = r"(?:đến|trong|vào|tới|cuối|hết)\s+(?:hết\s+|cuối\s+)?năm\s+20\d\d\s*,?\s*"
_DEPENDS = re.compile(
    rf"[\s;,]*(?:{_TIME})?(?:(?:riêng|trong đó|và)\s|(?:thuộc|nằm|là|còn|tăng|giảm|xếp|đứng|đạt)\s"
    rf"|(?:(?:tối thiểu|ít nhất|trên|từ|không quá)\s+)*\d[\d.,]*\s?%?\s*(?:trở lên\s)?(?:được|hoàn thành"
    rf"|có|sử dụng)\s"
    r"|cấp (?:tỉnh|huyện|xã)\s*(?::|,|là|đạt|từ|trên|tối thiểu|ít nhất|\d))",
    re.I,
)
_SCOPES = re.compile(r"(?<!\w)(?:cấp (?:tỉnh|huyện|xã)|đạt|đối với|từ|trở lên|tối thiểu|ít nhất)(?!\w)", re.I)


def clauses(text: str) -> list[tuple[int, int, int]]:
    """Where the clauses of a paragraph stand, in order: (start, end, start of the sentence), without marker.

    A clause ends with its sentence or with a semicolon, unless what follows shares its words: in
    "Tối thiểu 50% các xã; 35% các đơn vị được kiểm tra" both numbers need the verb at the end.
    """
    found: list[tuple[int, int, int]] = []
    for sentence, end in _sentences(text):
        start = sentence
        if start == 0 or text[:start].isspace():
            start += _MARKER.match(text[start:end]).end()
        groups: list[tuple[int, int]] = []
        waiting = False  # whether the last group holds a number that still lacks its verb
        for first, last in _pieces(text, start, end):
            said = text[first:last]
            if groups and (waiting or not _stands_alone(said)):
                groups[-1] = (groups[-1][0], last)
                waiting = waiting and not _has_predicate(said)
            else:
                groups.append((first, last))
                waiting = bool(_NUMBER.search(said)) and not _has_predicate(said)
        found += [(*_trimmed(text, first, last), sentence) for first, last in groups]
    return [clause for clause in found if clause[0] < clause[1]]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Sentences, also those that end with a number ("mức độ 3 và 4. Trong số đó…")."""
    spans = []
    for start, end in sentences(text):
        for cut in _AFTER_NUMBER.finditer(text, start, end):
            if text[start : cut.start()].strip(" .") and not _NUMBERING.search(text[start : cut.start()]):
                spans.append((start, cut.start() + 1))
                start = cut.end()
        spans.append((start, end))
    return spans


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between semicolons that stand outside brackets."""
    cuts, depth = [start], 0
    for position in range(start, end):
        character = text[position]
        depth = max(0, depth + (character == "(") - (character == ")"))
        if character == ";" and not depth:
            cuts.append(position + 1)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True) if text[a:b].strip()]


def _has_predicate(said: str) -> bool:
    return bool(words("verbs", "predicate").search(said))


def _stands_alone(said: str) -> bool:
    """Whether a piece without its neighbours says what its number counts; one without number needs nobody.

    "cấp xã đạt 97%", "riêng lĩnh vực đất đai 80%", "đến năm 2025 là 50%", "90% được trả lời" do not.
    """
    if not re.search(r"\d", said):
        return True
    if _DEPENDS.match(said):
        return False
    rest = _SCOPES.sub(" ", re.sub(r"^[\W\d]*(?:\s*(?:đối với|cho|tại|ở|là|đạt|từ)\s)?", " ", said))
    return _has_predicate(rest) or len(rest.split()) > 6


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space around it and without the semicolon or full stop behind it."""
    while start < end and (text[start].isspace() or text[start] in ";,"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ";,"):
        end -= 1
    return start, end
