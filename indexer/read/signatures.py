"""When and by whom a PDF was digitally signed, as the signature's own fields tell it."""

from __future__ import annotations

import re
from pathlib import Path

_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d)'?(\d\d))?")


def signatures(path: Path) -> list[tuple[str, str]]:
    """Day ("2025-01-24") and full statement of each signature, the earliest first.

    A statement reads as stamps do: "Ký số: … 24.01.2025 20:06:24 +07:00". Empty where the file is not
    signed or its fields cannot be read; the text of a plan does not depend on them.
    """
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
        fields = (reader.get_fields() or {}).values()
        found = [field.value for field in fields if field.field_type == "/Sig" and field.value]
        dated = sorted((str(signature.get("/M", "")), signature) for signature in found)
        return [
            told for date, signature in dated if (told := _told(date, str(signature.get("/Reason") or "")))
        ]
    except Exception:  # pypdf raises whatever a broken file makes it raise; the plan is readable without
        return []


def _told(date: str, reason: str) -> tuple[str, str] | None:
    match = _DATE.match(date)
    if not match:
        return None
    year, month, day, hour, minute, second, sign, east, part = match.groups()
    zone = f" {sign}{east}:{part}" if sign else ""
    printed = f"{day}.{month}.{year} {hour}:{minute}:{second}{zone}"
    return f"{year}-{month}-{day}", " ".join(filter(None, ["Ký số:", reason.strip(), printed]))
