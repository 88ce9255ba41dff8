"""How a plan, a place in it and a value in it are written in official Vietnamese prose."""

from __future__ import annotations

from datetime import date

from indexer.model import Document, Target

_COMPARATORS = {
    "vi": {">=": "tối thiểu ", ">": "trên ", "=": "", "<=": "không quá ", "<": "dưới "},
    "en": {">=": "at least ", ">": "above ", "=": "", "<=": "at most ", "<": "below "},
}


def reference(document: Document, section: str | None = None, page: int | None = None) -> str:
    """Return a reference as drafts cite it.

    "Kế hoạch số 182/KH-UBND ngày 29/12/2021 của UBND thành phố Hưng Yên, mục II.2.a, trang 3". What is
    unknown is left out; a plan without a number is told apart by what it is for.
    """
    return ", ".join(part for part in (plan_name(document), place(section, page)) if part)


def plan_name(document: Document) -> str:
    """A plan by number, date and issuer, or by title and issuer where it has no number."""
    kind = (document.kind or "văn bản").capitalize()
    if document.number:
        words = f"{kind} số {document.number}"
    elif document.title:
        words = document.title
    else:
        words = kind
    if document.issued:
        words += f" ngày {date.fromisoformat(document.issued):%d/%m/%Y}"
    if document.issuer:
        words += f" của {document.issuer}"
    return words if document.number or document.issuer or document.title else document.path


def place(section: str | None, page: int | None) -> str:
    """Where something stands: "mục II.2.a, trang 3"; empty where neither is known."""
    named = (
        section if section and section.startswith(("Điều", "Phụ lục", "Phần", "Chương")) else f"mục {section}"
    )
    return ", ".join(part for part in (named if section else "", f"trang {page}" if page else "") if part)


def spoken(target: Target, language: str = "vi") -> str:
    """A value as prose: "tối thiểu 2,5%", "từ 10 đến 15 sáng kiến"; with "at least 2.5%" in English."""
    if target.unit == "hạng":
        return _rank(target, language)
    unit = target.unit if target.unit == "%" else f" {target.unit}"
    if target.comparator == "range" and target.value_max is not None:
        low, high = number(target.value, language), number(target.value_max, language)
        value = f"từ {low} đến {high}{unit}" if language == "vi" else f"{low} to {high}{unit}"
    else:
        value = f"{_COMPARATORS[language][target.comparator]}{number(target.value, language)}{unit}"
    return f"{value} ({target.scope})" if target.scope else value


def _rank(target: Target, language: str) -> str:
    """A place among others: "hạng 18", "trong nhóm 3 dẫn đầu", "hạng 15 đến 20"."""
    place = number(target.value, language)
    if target.comparator == "<=":
        return f"trong nhóm {place} dẫn đầu" if language == "vi" else f"among the first {place}"
    word, to = ("hạng", "đến") if language == "vi" else ("rank", "to")
    last = f" {to} {number(target.value_max, language)}" if target.value_max is not None else ""
    return f"{word} {place}{last}"


def number(value: float, language: str = "vi") -> str:
    """A number in Vietnamese form, "1.234,5", or in English form, "1,234.5"."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
