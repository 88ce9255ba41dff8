"""What a document says of itself: number, date, issuer, title, year, signer, and whether it breaks off.

Everything is stated in the text, or None. Facts of documents that are only cited are never taken, and
what was recognised from handwriting counts only where something confirms it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from indexer.issuer import issuer
from indexer.letterhead import PLAIN_NUMBER, Number, Sheet, iso, kinds, words
from indexer.model import Document, Reading, Section
from indexer.normalise import fold, is_upper

# Confidence from which a figure that the OCR read was typed, not written by hand: of several digits in a
# gap, of a single one, or in one piece with the symbol that follows. Measured on signed scans, where
# tesseract gives typed figures 0.91 and more, and handwriting up to 0.93 for one digit, else up to 0.80.
_SURE, _SURE_OF_ONE, _TYPED = 0.9, 0.95, 0.6


def document(reading: Reading, sections: tuple[Section, ...], path: str, id: str) -> Document:
    """The facts of one document.

    `path` is relative to the corpus folder; a file's name can confirm a number. Never raises.
    """
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

_METADATA_NUMBER = re.compile(
    rf"(?:^|[\n;]\s?)so\s*(?:/?\s*ky)?\s*hieu(?:\s*van ban)?\W{{0,4}}({PLAIN_NUMBER})(?=[\s;]|$)"
)


def _number(sheet: Sheet, path: str) -> str | None:
    stated = sheet.number
    if stated and sheet.recognised(stated.start, stated.end) is not None:
        return _confirmed(sheet, stated, path)
    if stated and stated.digits:
        return stated.digits + stated.symbol
    if match := _METADATA_NUMBER.search(sheet.particulars):
        return sheet.text[match.start(1) : match.end(1)]
    said = sheet.announcement or (sheet.carrier if stated is None else None)
    return sheet.text[slice(*said.span("number"))] if said and said["number"] else None


def _confirmed(sheet: Sheet, stated: Number, path: str) -> str | None:
    """A number read from an image, where it is surely typed or something else says the same."""
    symbol = re.sub("Đ{2,}", "Đ", stated.symbol)
    value = stated.digits + symbol
    if stated.digits.isdigit():
        sure = _TYPED if stated.attached else _SURE if len(stated.digits) > 1 else _SURE_OF_ONE
        if (sheet.recognised(*stated.written) or 0.0) >= sure or _repeated(sheet, value):
            return value
    return _named_in(path, symbol)


def _repeated(sheet: Sheet, value: str) -> bool:
    """Whether the text states the number again, as appendices do: "(Kèm theo Kế hoạch số 182/KH-UBND …)"."""
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
    digits = match and (match[1] or match[2])
    # "KH 2025.pdf" tells a year.
    return digits + symbol if digits and not re.fullmatch(r"20[1-3]\d", digits) else None


# --- date -------------------------------------------------------------------------------------


def _issued(sheet: Sheet, number: str | None) -> str | None:
    line = sheet.day
    if line is None or not (line.day or line.month or line.year):
        return _published(sheet) or _said(sheet) or next(iter(sheet.stamps), None)
    confidence = sheet.recognised(line.written[0], line.end, figures=True)
    if line.iso and (confidence is None or confidence >= _SURE or _dated(sheet, number, line.iso)):
        return line.iso
    month = f"{line.year}-{line.month:02}-" if line.year and line.month else "-"
    for stamp in sheet.stamps:
        if not stamp.startswith(month):
            continue
        # A day left to the signature is that of its stamp; one written by hand has to agree with it.
        written = sheet.folded[slice(*line.written)]
        digits = set(re.findall(r"\d", written))
        if line.day == int(stamp[-2:]) or (digits <= set(stamp[-2:]) and (digits or confidence is None)):
            return stamp
    return _published(sheet)


def _published(sheet: Sheet) -> str | None:
    """The date that a portal prints above the document: "Ngày ban hành 11/07/2022"."""
    match = re.search(
        r"(?:^|[\n;]\s?)(?:ngay\s+(?:ban\s+hanh|ky)\W{0,4}|ban\s+hanh\s*:\s*)"
        r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b(?!\s+\d{1,2}:)",
        sheet.particulars,
    )
    if match is None or sheet.recognised(*match.span()) is not None:
        return None
    return iso(match[3], match[2], match[1])


def _said(sheet: Sheet) -> str | None:
    """The date in a page's title, or of the decision that carries the plan."""
    days = [iso(m["y"], m["m"], m["d"]) for m in (sheet.announcement, sheet.carrier) if m]
    return next(filter(None, days), None)


def _dated(sheet: Sheet, number: str | None, issued: str) -> bool:
    """Whether the document, naming itself, repeats its date."""
    if number is None:
        return False
    year, month, day = issued.split("-")
    said = rf"0?{int(day)}\s*(?:/|thang)\s*0?{int(month)}\s*(?:/|nam)\s*{year}"
    return bool(re.search(rf"{re.escape(fold(number).lower())}\W+ngay\s+{said}", sheet.folded))


# --- title, kind, year --------------------------------------------------------------------------


def _title(sheet: Sheet) -> str | None:
    rest = " ".join(sheet.said(block).strip() for block in sheet.title_blocks).strip(" -–_*")
    if sheet.kind and rest:
        return f"{sheet.kind.upper() if is_upper(rest) else sheet.kind.capitalize()} {rest}"
    for block in sheet.blocks:
        # "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2022" in one line.
        if block.start >= sheet.head_end:
            line = sheet.said(block).strip(" -–_*.")
            return line if sheet.kind and len(line.split()) > 3 else _other_title(sheet)
    return None


def _other_title(sheet: Sheet) -> str | None:
    """The title of a document without a heading of its own."""
    if match := sheet.announcement:
        kind, title = (sheet.text[slice(*match.span(part))] for part in ("kind", "title"))
        return f"{kind} {title}"
    if sheet.subject:
        return sheet.subject
    if line := _headline(sheet):
        return line
    # "UBND huyện ban hành Kế hoạch Cải cách hành chính năm 2022 với các nội dung sau:"
    start, end = sheet.intro
    match = re.search(
        r"\b(?:ban hanh|xay dung)\s+((?:ke hoach|chuong trinh|de an)\s[^.;:]{8,250}?),?\s+"
        r"(?:voi (?:cac |nhung |mot so )?noi dung|noi dung (?:cu the|nhu)|(?:cu the )?nhu sau|gom )",
        sheet.folded[start:end],
    )
    return " ".join(sheet.text[start + match.start(1) : start + match.end(1)].split()) if match else None


def _headline(sheet: Sheet) -> str | None:
    """The line under which a page tells of a plan: "Kế hoạch cải cách hành chính năm 2021 của huyện …"."""
    pattern = re.compile(
        rf"(?:{'|'.join(kinds())})\s(?!so\b)[^.;:]{{8,200}}\b(?:nam \d{{4}}|giai doan \d)[^.;:]*"
    )
    for block in sheet.blocks:
        if block.end > sheet.head_end:
            return None
        if block.kind != "furniture" and pattern.fullmatch(sheet.heard(block)):
            return sheet.said(block).strip()
    return None


def _kind(sheet: Sheet, number: str | None) -> str | None:
    if sheet.kind:
        return sheet.kind
    symbol = number or (sheet.number.symbol if sheet.number else "")
    for kind, code in words()["kinds"].items():
        if re.search(rf"(?:/|\d-){code}(?:[-/]|$)", symbol):
            return kind
    if match := re.search(r"(?:^|[\n;]\s?)loai van ban\W{0,4}([^\n;]{2,40})", sheet.particulars):
        return kinds().get(match[1].strip())
    if sheet.subject:
        return "công văn"
    title = fold(_title(sheet) or "").lower()
    return next((kind for plain, kind in kinds().items() if title.startswith(plain + " ")), None)


# Years of other things: periods, ends, dates, laws, what a number is compared with.
_NOT_THE_PLANS = re.compile(
    r"\d{4}\s?[-–—/]\s?(?:\d{4}|$)|giai doan[^,;.]{0,12}\d{4}|nam hoc\s+\d{4}|nhiem ky[^,;.]{0,10}\d{4}"
    r"|(?:den|truoc|sau|tu|tam nhin)\s+(?:het\s+)?(?:nam\s+)?\d{4}|\d+/\d{4}/[a-z]"
    r"|ngay\s+\d{1,2}\s*(?:/|thang)\s*\d{1,2}\s*(?:/|nam)\s*\d{4}"
    r"|so voi\s+(?:cung ky\s+)?nam\s+\d{4}"
    r"|(?:luat|phap lenh|hien phap)\s[^,;.]{0,60}?\bnam\s+\d{4}"
    r"|(?:nghi quyet|nghi dinh|quyet dinh|chi thi|ke hoach)\s+(?:so\s+)?\d\S*\s+nam\s+\d{4}"
    r"|nam\s+\d{4}(?:\s*,\s*(?:nam\s+)?\d{4})+|nam\s+\d{4}\s+va\s+(?:nam\s+)?\d{4}"
)
_ISSUES = re.compile(
    r"(?:ubnd|uy ban nhan dan|so|ban|phong)\b[^.;]{0,80}(?:ban hanh|xay dung)\s[^.;]{0,20}ke\s+hoach[^.;]*"
)


def _years(text: str) -> list[int]:
    """Single years that a phrase is about, in order."""
    folded = _NOT_THE_PLANS.sub(" ", fold(text).lower())
    return [int(y) for y in re.findall(r"(?:nam|quy \w+/|thang \d{1,2}/)\s*((?:19|20)\d{2})\b", folded)]


def _year(sheet: Sheet, title: str | None, issued: str | None) -> int | None:
    """The year the plan is for: of its title, else of the sentence that issues or closes it."""
    start, end = sheet.intro
    intro = sheet.folded[start:end]
    sentences = [m[0] for m in _ISSUES.finditer(intro) if not intro[: m.start()].endswith("cua ")]
    sentences += re.findall(r"tren day la (?:noi dung )?(?:ke hoach|chuong trinh)[^\n]{0,300}", sheet.folded)
    for phrase in [title or "", *sentences]:
        # A plan looks ahead: a year before its date belongs to what it sets right or carries out.
        years = [y for y in _years(phrase) if not issued or y >= int(issued[:4])]
        if years:
            return years[-1]
    return None


# --- signer ---------------------------------------------------------------------------------------

_NO_NAME = re.compile(
    r"\b(?:uy ban|chu tich|giam doc|truong phong|chanh van|bi thu|bo truong|noi nhan|luu vt|nhu tren|da ky"
    r"|van phong|trung tam|hoi dong|phu luc)\b"
)


@cache
def _posts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The first line of a signature, and a signature of which the lines run into each other."""
    posts = "|".join(fold(post).lower() for post in words()["posts"]["names"])
    line = rf"(?:^|\s)(?:(?:tm|kt|tl|tuq|q)\s?\.\s?\w+|(?:pho |chi )?(?:{posts}))\b"
    return re.compile(line), re.compile(rf"\b(?:{posts})\s+(\S+(?:\s\S+){{1,4}})$")


def _signer(sheet: Sheet) -> str | None:
    match = re.search(r"(?:^|[\n;]\s?)nguoi ky\W{0,4}([^\n;]{4,40})", sheet.particulars)
    if match and (name := _person(sheet.text[match.start(1) : match.end(1)])):
        return name
    post, whole = _posts()
    blocks = [b for b in sheet.blocks if b.start >= sheet.body_start]
    for number, block in enumerate(blocks):
        line, folded = sheet.said(block), sheet.heard(block)
        # Addressees and signature in one: "- Lưu: VT. KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn A".
        match = whole.search(folded)
        above = match and is_upper(line[match.start() : match.start(1)])
        if above and (name := _person(line[match.start(1) :])):
            return name
        match = post.search(folded)
        if block.kind != "row" and match and is_upper(line[slice(*match.span())]) and len(line) < 200:
            for after in map(sheet.said, blocks[number : number + 12]):
                if len(after) > 200:
                    break
                # Two columns read as one: the name ends the last line of the addressees.
                tail = re.split(r"[.;:)/]\s+|\bVT\b[^.;]{0,12}\s(?=[A-ZĐ])", after)[-1]
                if name := _person(after) or _person(tail):
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


_CLOSED = re.compile(
    r"\./\.|(?:^|\n)noi nhan\b|(?:^|\n)(?:tm|kt|tl|tuq)\s?\.|tren day la (?:noi dung )?(?:ke hoach|toan bo)"
)
_APPENDIX = re.compile(r"(?:phu luc|bieu|danh muc)\b")  # has no closing formula


def _truncated(sheet: Sheet, sections: tuple[Section, ...]) -> bool:
    """Whether the text plainly breaks off: an ellipsis, or no closing formula and an unfinished list."""
    if re.search(r"(?:\[\s?(?:\.{2,}|…)\s?\]|\(\s?(?:\.{3}|…)\s?\)|\n\s?(?:\.{3,}|…))\s*$", sheet.text):
        return True
    if _CLOSED.search(sheet.folded) or _APPENDIX.match(sheet.folded):
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
