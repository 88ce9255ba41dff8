"""What a document says of itself: number, date, issuer, title, year, signer, and whether it breaks off.

Everything is stated in the text, or None. Facts of documents that are only cited are never taken, and
what was recognised from handwriting counts only where something confirms it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from indexer.issuer import issuer
from indexer.letterhead import Sheet, kinds, words
from indexer.model import Document, Reading, Section
from indexer.normalise import fold, is_upper

# Below this confidence of the OCR a number may have been written by hand.
_SURE = 0.9


def document(reading: Reading, sections: tuple[Section, ...], path: str, id: str) -> Document:
    """The facts of one document. `path`: relative to the corpus folder; a file's name can confirm a number."""
    sheet = Sheet(reading)
    number = _number(sheet, path)
    issued = _issued(sheet, number)
    who = issuer(sheet, issued)
    title = _title(sheet)
    return Document(
        id=id,
        path=path,
        title=title,
        number=number,
        issued=issued,
        issuer=who.name,
        level=who.level,
        locality=who.locality,
        unit=who.unit,
        province=who.province,
        year=_year(sheet, title, issued),
        kind=_kind(sheet, number),
        signer=_signer(sheet),
        truncated=_truncated(sheet, sections),
        pages=reading.pages,
        format=reading.format,
    )


# --- number -----------------------------------------------------------------------------------

_PLAIN_NUMBER = r"\d{1,5}[a-z]?(?:/\d{4})?(?:/[a-z]{1,6}\d?(?:-[a-z&]{2,12}){0,3}|-[a-z]{2,4}/[a-z]{2,8})"
_METADATA_NUMBER = re.compile(
    rf"(?:^|\n)so\s*(?:/?\s*ky)?\s*hieu(?:\s*van ban)?\s*:?\s*({_PLAIN_NUMBER})(?=\s|$)"
)


def _number(sheet: Sheet, path: str) -> str | None:
    stated = next((n for n in sheet.numbers if n.value[0].isdigit()), None)
    blank = next((n for n in sheet.numbers if not n.value[0].isdigit()), None)
    if stated:
        confidence = _confidence(sheet.reading, stated.start, stated.end)
        if confidence is None or _repeated(sheet, stated.value):
            return stated.value
        symbol = stated.value[re.match(r"\d+[a-zđ]?", stated.value).end() :]
        return _named_in(path, symbol) or (stated.value if confidence >= _SURE else None)
    if match := _METADATA_NUMBER.search(sheet.folded[: sheet.body_start]):
        return sheet.text[match.start(1) : match.end(1)]
    if found := _portal_title(sheet):
        return found[0]
    if blank is None and (match := _attached(sheet)) and match["number"]:
        return sheet.text[sheet.body_start :][match.start("number") : match.end("number")]
    return None


def _confidence(reading: Reading, start: int, end: int) -> float | None:
    """The lowest confidence with which a stretch was recognised, None where it was not read from an image."""
    found = [
        a.confidence for a in reading.anchors if a.start < end and start < a.end and a.confidence is not None
    ]
    return min(found, default=None)


def _repeated(sheet: Sheet, value: str) -> bool:
    """Whether the text states the number again, as an appendix does: "(Kèm theo Kế hoạch số 182/KH-UBND …)"."""
    pattern = r"kem theo [^\n)]{3,40}\bso\s*:?\s*" + re.escape(fold(value).lower())
    return bool(re.search(pattern, sheet.folded))


def _named_in(path: str, symbol: str) -> str | None:
    """The number that a file's name gives: "07/CT-UBND" for "2352 (07-CT-UBND).pdf" and "/CT-UBND"."""
    name = fold(PurePosixPath(path).name).lower()
    code = re.search(r"[a-z]+", fold(symbol).lower())[0]
    match = re.search(
        rf"(?<!\d)(\d{{1,5}})[\s_.-]{{0,3}}{code}(?![a-z])|(?<![a-z]){code}[\s_.-]{{0,3}}(\d{{1,5}})(?!\d)",
        name,
    )
    return (match[1] or match[2]) + symbol if match else None


def _portal_title(sheet: Sheet) -> tuple[str, str] | None:
    """Number and title of the line by which a portal announces a document above its letterhead."""
    pattern = re.compile(
        rf"({'|'.join(kinds())})\s+(?:so\s+)?({_PLAIN_NUMBER})"
        r"(?:\s+ngay \d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\s+nam \d{4})?(?:\s+cua [^,;]{5,60}?(?=\s+ve\b))?\s+(.+)"
    )
    for block in sheet.blocks[:40]:
        if block.start >= max(sheet.head_end, 1):
            return None
        match = pattern.fullmatch(sheet.folded[block.start : block.end])
        if match and not sheet.text[block.start : block.end].endswith((";", ":")):
            line = sheet.text[block.start : block.end]
            return line[match.start(2) : match.end(2)], f"{line[: match.end(1)]} {line[match.start(3) :]}"
    return None


def _attached(sheet: Sheet) -> re.Match[str] | None:
    """The line below a title that names the decision which carries the plan."""
    return re.match(
        rf"\W*(?:ban hanh )?kem theo \w+ \w+ so\s*:?\s*(?P<number>{_PLAIN_NUMBER})?[^)]{{0,40}}?ngay\s*"
        r"(?:(?P<d>\d{1,2})(?:/|\s*thang\s*)(?P<m>\d{1,2})(?:/|\s*nam\s*)(?P<y>\d{4}))?",
        sheet.folded[sheet.body_start : sheet.body_start + 400],
    )


# --- date -------------------------------------------------------------------------------------


def _issued(sheet: Sheet, number: str | None) -> str | None:
    day = sheet.day
    if day and (day.day or day.month or day.year):
        if day.iso:
            confidence = _confidence(sheet.reading, day.start, day.end)
            sure = confidence is None or confidence >= _SURE
            return day.iso if sure or day.iso in sheet.stamps or _dated(sheet, number, day.iso) else None
        # The day was left to the signature: its stamp fits the month that the line gives.
        fits = [
            s for s in sheet.stamps if day.year and day.month and s.startswith(f"{day.year}-{day.month:02}-")
        ]
        return fits[0] if fits and not day.day else _published(sheet)
    if published := _published(sheet):
        return published
    if day is None and (match := _attached(sheet)):
        return _iso(match["y"], match["m"], match["d"])
    return sheet.stamps[0] if sheet.stamps and (day is None or not day.year) else None


def _published(sheet: Sheet) -> str | None:
    """The date that a portal prints above the document: "Ngày ban hành 11/07/2022"."""
    match = re.search(
        r"(?:^|\n)(?:ngay|ban)\s+(?:ban\s+hanh|hanh|ky)\s*:?\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})",
        sheet.folded[: sheet.body_start],
    )
    return _iso(match[3], match[2], match[1]) if match else None


def _dated(sheet: Sheet, number: str | None, iso: str) -> bool:
    """Whether the document, naming itself, repeats its date."""
    if number is None:
        return False
    year, month, day = iso.split("-")
    said = rf"0?{int(day)}\s*(?:/|thang)\s*0?{int(month)}\s*(?:/|nam)\s*{year}"
    return bool(re.search(rf"{re.escape(fold(number).lower())}\W+ngay\s+{said}", sheet.folded))


def _iso(year: str | None, month: str | None, day: str | None) -> str | None:
    from datetime import date

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except (TypeError, ValueError):
        return None


# --- title, kind, year --------------------------------------------------------------------------


def _title(sheet: Sheet) -> str | None:
    if sheet.title_blocks:
        first, *others = (sheet.blocks[i] for i in sheet.title_blocks)
        head = sheet.text[first.start : first.end].strip(" .:-–*")
        lines = [sheet.text[b.start : b.end].strip() for b in others]
        lines = [line for line in lines if not re.match(r"S[ốo]\s?:|.{2,40}, ngày\b", line)]
        rest = " ".join(lines).strip(" -–_*")
        if rest:
            return (
                f"{head if is_upper(rest) else head.capitalize()} {rest}"
                if is_upper(head)
                else f"{head} {rest}"
            )
        if len(head.split()) > 3:
            return head
    if found := _portal_title(sheet):
        return found[1]
    if match := re.search(
        r"\bv/v\s+([^\n]+(?:\n(?!kinh gui)[^\n]{3,90}){0,5})", sheet.folded[: sheet.head_end]
    ):
        return " ".join(sheet.text[match.start(1) : match.end(1)].split())
    # "UBND huyện ban hành Kế hoạch Cải cách hành chính năm 2022 với các nội dung sau:"
    match = re.search(
        r"\b(?:ban hanh|xay dung)\s+((?:ke hoach|chuong trinh|de an)\s[^.;:\n]{8,250}?),?\s+"
        r"(?:voi (?:cac |nhung |mot so )?noi dung|noi dung (?:cu the|nhu)|(?:cu the )?nhu sau|gom )",
        sheet.intro,
    )
    if match:
        start = sheet.folded.index(sheet.intro, sheet.body_start)
        return sheet.text[start + match.start(1) : start + match.end(1)]
    return None


def _kind(sheet: Sheet, number: str | None) -> str | None:
    if sheet.title_blocks:
        folded = sheet.folded[sheet.blocks[sheet.title_blocks[0]].start :]
        return next(kind for plain, kind in kinds().items() if folded.startswith(plain))
    symbol = number or next((n.value for n in sheet.numbers), "")
    for kind, code in words()["kinds"].items():
        if re.search(rf"(?:/|\d-){code}(?:[-/]|$)", symbol):
            return kind
    if match := re.search(r"(?:^|\n)loai van ban\s*:?\s*([^\n]{2,40})", sheet.folded[: sheet.body_start]):
        return kinds().get(match[1].strip())
    if re.search(r"\bv/v\b", sheet.folded[: sheet.head_end]):
        return "công văn"
    title = _title(sheet)
    return next(
        (k for plain, k in kinds().items() if title and fold(title).lower().startswith(plain + " ")), None
    )


_NOT_THE_PLANS = re.compile(
    # Years of other things: periods, ends, dates, laws, what a number is compared with.
    r"\d{4}\s?[-–/]\s?\d{4}|giai doan[^,;.]{0,12}\d{4}|(?:den|truoc|sau|tu|tam nhin|tam nhin den)\s+(?:het\s+)?(?:nam\s+)?\d{4}"
    r"|ngay\s+\d{1,2}\s*(?:/|thang)\s*\d{1,2}\s*(?:/|nam)\s*\d{4}|\d+/\d{4}/[a-z]|so voi\s+(?:cung ky\s+)?nam\s+\d{4}"
    r"|(?:luat|nghi quyet|nghi dinh|hien phap|quyet dinh)\s[^,;.]{0,60}?\bnam\s+\d{4}|nam hoc\s+\d{4}"
    r"|nhiem ky[^,;.]{0,10}\d{4}|nam\s+\d{4}(?:\s*,\s*(?:nam\s+)?\d{4})+|nam\s+\d{4}\s+va\s+(?:nam\s+)?\d{4}"
)


def _years(text: str) -> list[int]:
    """Single years that a phrase is about, in order."""
    folded = _NOT_THE_PLANS.sub(" ", fold(text).lower())
    return [int(y) for y in re.findall(r"(?:nam|quy \w+/|thang \d{1,2}/)\s*((?:19|20)\d{2})\b", folded)]


def _year(sheet: Sheet, title: str | None, issued: str | None) -> int | None:
    """The year the plan is for: of its title, else of the sentence that issues or closes it."""
    sentences = [
        m[0]
        for m in re.finditer(
            r"(?:ubnd|uy ban nhan dan|so|ban|phong)\b[^.;\n]{0,80}(?:ban hanh|xay dung)\s[^.;\n]{0,20}ke hoach[^.;\n]*",
            sheet.intro,
        )
        if not re.search(r"cua\s+$", sheet.intro[: m.start()][-5:])
    ]
    sentences += re.findall(r"tren day la (?:noi dung )?(?:ke hoach|chuong trinh)[^\n]{0,300}", sheet.folded)
    for phrase in [title or "", *sentences]:
        # A plan looks ahead: a year before its date belongs to what it sets right or carries out.
        years = [y for y in _years(phrase) if not issued or y >= int(issued[:4])]
        if years:
            return years[-1]
    return None


# --- signer ---------------------------------------------------------------------------------------

_POST = re.compile(
    r"(?:(?:tm|kt|tl|tuq|q)\s?\.\s?.{0,80}|(?:pho )?(?:chu tich|giam doc|truong phong|chanh van phong|bi thu|bo truong|thu truong"
    r"|thu tuong|cuc truong|chi cuc truong|truong ban|chanh thanh tra)\b.{0,60})"
)
_NO_NAME = re.compile(
    r"\b(?:uy ban|chu tich|giam doc|truong phong|chanh|bi thu|bo truong|noi nhan|luu|nhu tren|da ky|van phong|trung tam|hoi dong|phu luc)\b"
)


def _signer(sheet: Sheet) -> str | None:
    match = re.search(r"(?:^|\n)nguoi ky\s*:?\s*([^\n]{4,40})", sheet.folded[: sheet.body_start])
    if match and (name := _person(sheet.text[match.start(1) : match.end(1)])):
        return name
    blocks = [b for b in sheet.blocks if b.start >= sheet.body_start and b.kind != "row"]
    lines = [sheet.text[b.start : b.end] for b in blocks]
    folded = [sheet.folded[b.start : b.end] for b in blocks]
    for number, line in enumerate(folded):
        post = _POST.match(line) if is_upper(lines[number][:25]) else None
        if not post:
            continue
        for here, said in zip(lines[number : number + 12], folded[number : number + 12], strict=True):
            if len(said) > 200:
                break
            # Two columns read as one: the name ends the last line of the addressees.
            tail = re.split(r"[.;:)/]\s+|\bVT\b[^.;]{0,12}\s(?=[A-ZĐ])|[A-ZĐ]{4,}\s+(?=[A-ZĐ][a-z])", here)[
                -1
            ]
            if name := _person(here) or _person(tail):
                return name
    return None


def _person(line: str) -> str | None:
    """The line as a person's name: two to five words with capitals, neither a post nor a body."""
    line = re.sub(r"^\W*\(?[Đđ]ã ký\)?\W*|^(?:TS|ThS|Ths|PGS|BS|CN|KS)\.?\s*", "", line.strip()).strip(" .*")
    parts = line.split()
    if not 2 <= len(parts) <= 5 or _NO_NAME.search(fold(line).lower()):
        return None
    if all(
        re.fullmatch(r"[^\W\d_]['’]?[^\W\d_]*", p) and p[0].isupper() and not p[1:].isupper() for p in parts
    ):
        return line
    return None


# --- broken off -------------------------------------------------------------------------------------


def _truncated(sheet: Sheet, sections: tuple[Section, ...]) -> bool:
    """Whether the text plainly breaks off: an ellipsis, an unfinished sentence or list, no closing formula."""
    if re.search(r"(?:\[\s?(?:\.{2,}|…)\s?\]|\(\s?(?:\.{3}|…)\s?\)|\n\s?(?:\.{3,}|…))\s*$", sheet.text):
        return True
    if re.search(
        r"\./\.|(?:^|\n)noi nhan\b|(?:^|\n)(?:tm|kt|tl|tuq)\s?\.|tren day la (?:noi dung )?(?:ke hoach|toan bo)",
        sheet.folded,
    ):
        return False
    blocks = [b for b in sheet.blocks if b.kind != "furniture" and b.start >= sheet.body_start]
    if not blocks or blocks[-1].kind == "row":
        return False
    last = sheet.text[blocks[-1].start : blocks[-1].end].rstrip()
    if last.endswith((":", ",", ";")) or (is_upper(last) and len(blocks) > 1):
        return True
    if last[-1].isalnum():
        ends = [sheet.text[b.end - 1] in ".;:!?" for b in blocks[:-1] if b.end - b.start > 60]
        if len(ends) > 3 and sum(ends) > 0.8 * len(ends) and len(last) > 60:
            return True
    return _first_alone(sections)


def _first_alone(sections: tuple[Section, ...]) -> bool:
    """Whether the last item, or one around it, is number one of a list that has no number two."""
    position: int | None = len(sections) - 1 if sections else None
    while position is not None:
        section = sections[position]
        label = section.address.rpartition(".")[2]
        siblings = [s for s in sections if s.parent == section.parent]
        if label in ("1", "a", "I") and len(siblings) == 1:
            return True
        position = section.parent
    return False
