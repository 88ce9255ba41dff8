"""What is said to people, and how it is said again in another language."""

from __future__ import annotations

from string import Formatter

import pytest

from indexer.refusal import _messages, message, recalled


@pytest.mark.parametrize("code", _messages())
def test_a_message_written_down_in_english_can_be_said_in_vietnamese(code: str) -> None:
    fields = {name: f"«{name}»" for _, name, _, _ in Formatter().parse(_messages()[code]["en"]) if name}
    known = recalled(message(code, "en", **fields))
    assert known is not None
    assert known.say("en") == message(code, "en", **fields)
    if known.code == code:
        assert known.say("vi") == message(code, "vi", **fields)


def test_other_text_is_no_message() -> None:
    assert recalled("Kế hoạch cải cách hành chính") is None
