"""How well the facts of documents are read: number, date, issuer, tier, place, year.

    python -m eval.facts                                  letterheads composed at random
    python -m eval.facts --gold FILE.jsonl --folder DIR   documents whose facts are known

Composed letterheads draw a body from the gazetteer and set it in one of the layouts that offices and
files use, whole or damaged, so that places, layouts and damage meet in combinations that nobody has
written down. A gold file has one JSON object a line: "file", and any of the fields of a document.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from indexer import facts, gazetteer
from indexer.gazetteer import Place
from indexer.model import Block, Document, Reading
from indexer.normalise import characters, fold
from indexer.read import read
from indexer.structure import sections

FIELDS = ("number", "issued", "issuer", "level", "locality", "unit", "province", "year", "kind", "signer")
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OFFICES = ("Nội vụ", "Tư pháp", "Giáo dục và Đào tạo", "Kế hoạch và Đầu tư", "Văn hóa, Thể thao và Du lịch")
CITED = (
    "Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ;",
    "Căn cứ Quyết định số 1149/QĐ-BNV ngày 30/12/2020 của Bộ trưởng Bộ Nội vụ;",
)
BODY = ("I. MỤC ĐÍCH, YÊU CẦU", "1. Nâng cao chất lượng.", "2. Bám sát nhiệm vụ.", "II. TỔ CHỨC THỰC HIỆN./.")


def composed(count: int, seed: int = 7) -> Iterator[tuple[str, Reading, dict[str, object]]]:
    """Letterheads with their true facts: (layout, reading, facts)."""
    chance = random.Random(seed)
    table = [gazetteer._table().place(n) for n in range(len(gazetteer._table().lines))]
    tiers = {level: [place for place in table if place.level == level] for level in gazetteer._TIERS}
    for _ in range(count):
        place = chance.choice(tiers[chance.choice(gazetteer._TIERS)])
        yield _letterhead(place, chance)


def _letterhead(place: Place, chance: random.Random) -> tuple[str, Reading, dict[str, object]]:
    first = date.fromisoformat(place.since or "2021-09-01")
    last = date.fromisoformat(place.until or "2026-06-30") - timedelta(days=1)
    day = first + timedelta(days=chance.randrange((last - first).days))
    year = day.year + (day.month > 10)
    office = chance.choice(OFFICES) if place.level == "tỉnh" and chance.random() < 0.3 else None
    number = f"{chance.randrange(1, 900):02}/KH-{'S' + office[:1] if office else 'UBND'}"
    unit = place.unit.capitalize() if place.name.isdigit() else place.unit
    said = f"{unit} {place.name}"
    left = [f"UBND {said}", f"Sở {office}"] if office else ["Ủy ban nhân dân", said]
    if place.level == "xã" and place.district and chance.random() < 0.5:
        left.insert(0, f"UBND {place.district}")
    left = [line.upper() for line in left]
    where = (
        said
        if place.name.isdigit()
        else chance.choice([place.name, place.name, f"{place.unit.capitalize()} {place.name}"])
    )
    when = f"{where}, ngày {day.day:02} tháng {day.month:02} năm {day.year}"
    title = f"Cải cách hành chính năm {year}"
    bases = [*CITED]
    if place.level != "tỉnh":
        province = next(p for p in gazetteer.provinces(place.province) if p.province == place.province)
        above = place.district or f"{province.unit} {province.name}"
        bases.append(
            f"Căn cứ Kế hoạch số 77/KH-UBND ngày 05/01/{day.year} của UBND {above} về cải cách hành chính;"
        )
        if place.district:
            higher = f"{province.unit} {province.name}"
            bases.append(f"Căn cứ Kế hoạch số 9/KH-UBND ngày 03/01/{day.year} của UBND {higher};")
    layout = chance.choice([*LAYOUTS, HEADLESS])
    damage = chance.choice(["whole", "whole", "wrapped", "marks lost"])
    speaker = f"Sở {office} {said}" if office else f"UBND {said}"
    if layout == HEADLESS:
        number, day = None, None
        lines = [f"{bases.pop()[:-1]}; {speaker} ban hành Kế hoạch {title.lower()} với các nội dung sau:"]
    else:
        lines = LAYOUTS[layout](left, f"Số: {number}", when, title)
    if damage == "wrapped":
        lines = [part for line in lines for part in _wrapped(line, chance)]
    if damage == "marks lost":
        lines = [_unmarked(line, chance) for line in lines]
    true = {
        "number": number,
        "issued": day and day.isoformat(),
        "issuer": speaker,
        "level": place.level,
        "locality": place.name,
        "unit": place.unit,
        "province": place.province,
        "year": year,
        "kind": "kế hoạch",
    }
    body = [*bases, *lines] if layout == HEADLESS else [*lines, *bases]
    return f"{layout}, {damage}", _reading([*body, *BODY]), true


HEADLESS = "only the body"
LAYOUTS = {
    "columns one below the other": lambda left, number, when, title: [
        *left, number, *MOTTO, when, "KẾ HOẠCH", title
    ],
    "right column first": lambda left, number, when, title: [
        *MOTTO, when, *left, number, "KẾ HOẠCH", title
    ],
    "columns in one line": lambda left, number, when, title: [
        f"{left[0]} {MOTTO[0]}", f"{left[1]} {MOTTO[1]}", *left[2:], f"{number} {when}", "KẾ HOẠCH", title
    ],
    "title in capitals": lambda left, number, when, title: [
        *left, *MOTTO, number, when, "KẾ HOẠCH", title.upper()
    ],
    "page without letterhead": lambda left, number, when, title: [
        f"Kế hoạch {number[4:]} năm {when[-4:]} về cải cách hành chính", f"Số hiệu: {number[4:]}",
        f"Ngày ban hành: {when[-20:-18]}/{when[-11:-9]}/{when[-4:]}", " ".join(left), "KẾ HOẠCH", title
    ],
}  # fmt: skip


def _wrapped(line: str, chance: random.Random) -> list[str]:
    words = line.split()
    if len(words) < 3 or line.startswith("Số"):
        return [line]
    cut = chance.randrange(1, len(words))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _unmarked(line: str, chance: random.Random) -> str:
    """The line with a fifth of its marks lost, as the OCR loses them."""
    return "".join(fold(c) if chance.random() < 0.2 else c for c in line)


def _reading(lines: list[str]) -> Reading:
    lines = [characters(line) for line in lines]
    blocks, start = [], 0
    for line in lines:
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    return Reading("\n".join(lines), tuple(blocks), "txt")


def known(gold: Path, folder: Path) -> Iterator[tuple[str, Reading, dict[str, object]]]:
    """Documents whose facts a file gives."""
    for line in gold.read_text("utf-8").splitlines():
        true = json.loads(line)
        name = true.pop("file")
        yield name, read(folder / name), true


def compare(cases: Iterable[tuple[str, Reading, dict[str, object]]]) -> tuple[dict[str, Counter], list[str]]:
    """Counts of "exact", "wrong" and "null" by field, and a line for each difference."""
    counts: dict[str, Counter] = {}
    differences = []
    for name, reading, true in cases:
        got: Document = facts.document(reading, sections(reading), name, "id")
        for field, value in true.items():
            found = getattr(got, field)
            verdict = "exact" if found == value else "null" if found is None else "wrong"
            counts.setdefault(field, Counter())[verdict] += 1
            if verdict != "exact":
                differences.append(f"{name}: {field} is {value!r}, read {found!r}")
    return counts, differences


def table(counts: dict[str, Counter]) -> str:
    """The counts as a Markdown table."""
    rows = ["| field | exact | wrong | null | exact, % |", "|---|---|---|---|---|"]
    for field in (f for f in FIELDS if f in counts):
        count = counts[field]
        share = 100 * count["exact"] / count.total()
        rows.append(f"| {field} | {count['exact']} | {count['wrong']} | {count['null']} | {share:.1f} |")
    return "\n".join(rows)


def main() -> None:
    """Print the table, and the differences where asked."""
    parser = argparse.ArgumentParser(prog="python -m eval.facts", description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, help="JSON lines with the true facts of documents")
    parser.add_argument("--folder", type=Path, default=Path("corpus"), help="where these documents lie")
    parser.add_argument("--count", type=int, default=2000, help="how many letterheads to compose")
    parser.add_argument("--differences", action="store_true", help="list every fact read otherwise")
    given = parser.parse_args()
    cases = known(given.gold, given.folder) if given.gold else composed(given.count)
    counts, differences = compare(cases)
    print(table(counts))
    if given.differences:
        print("", *differences, sep="\n")


if __name__ == "__main__":
    main()
