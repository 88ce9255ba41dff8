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


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a paragraph stand: (start, end) pairs without the item's marker, in order.

    A clause ends with its sentence or with a semicolon, unless what follows shares its words: in
    "Tối thiểu 50% các xã; 35% các đơn vị được kiểm tra" both numbers need the verb at the end.
    """
    found: list[tuple[int, int]] = []
    for start, end in _sentences(text):
        if start == 0 or text[:start].isspace():
            start += _MARKER.match(text[start:end]).end()
        pieces = _pieces(text, start, end)
        groups: list[list[tuple[int, int]]] = []
        for piece in pieces:
            said = text[piece[0] : piece[1]]
            if groups and (_open(text, groups[-1]) or not _stands_alone(said)):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        found += [_trimmed(text, group[0][0], group[-1][1]) for group in groups]
    return [(start, end) for start, end in found if start < end]


def sentence_around(text: str, position: int) -> tuple[int, int]:
    """The sentence of a paragraph in which `position` stands."""
    spans = _sentences(text)
    return next((span for span in spans if span[0] <= position < span[1]), (0, len(text)))


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


def _open(text: str, group: list[tuple[int, int]]) -> bool:
    """Whether the pieces so far hold a number that still lacks its verb."""
    said = text[group[0][0] : group[-1][1]]
    return (
        bool(_NUMBER.search(said))
        and not _has_predicate(text[group[-1][0] : group[-1][1]])
        and not _has_predicate(said)
    )


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
