"""What texts are cut into for the lexical index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer import tokens

letters = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếờựữỉ ,.-/%0123456789\n", max_size=60)


def test_marks_are_kept_apart_while_folded_terms_meet() -> None:
    assert not set(tokens.marked("hạn")) & set(tokens.marked("hận"))
    assert tokens.folded("hạn") == tokens.folded("hận") == tokens.folded("han")


def test_a_syllable_without_marks_is_no_folded_term() -> None:
    # "cao" as written must not find "cáo", "cảo"; only a question typed without marks may.
    assert not set(tokens.marked("cao")) & set(tokens.folded("cáo"))


def test_words_of_several_syllables_are_found_by_pairs() -> None:
    assert "hồ sơ" in tokens.marked("Tỷ lệ HỒ SƠ")
    assert "hồ sơ" not in tokens.marked("hồ Tây, sơ đồ")


def test_numbers_and_document_numbers_are_terms() -> None:
    assert {"182", "kh", "ubnd", "182 kh", "kh ubnd"} <= set(tokens.marked("Kế hoạch 182/KH-UBND"))


@given(letters)
def test_a_question_typed_without_marks_has_the_folded_terms_of_the_one_with_marks(text: str) -> None:
    from indexer.normalise import fold

    assert tokens.folded(fold(text)) == tokens.folded(text)
    assert [tokens.fold_term(term) for term in tokens.marked(text)] == tokens.folded(text)


@given(letters)
def test_a_passage_holds_the_terms_of_either_way_of_typing(text: str) -> None:
    assert {*tokens.marked(text), *tokens.folded(text)} == set(tokens.terms(text))


def test_words_are_underthesea_words() -> None:
    assert tokens.words("Giải quyết thủ tục hành chính.") == ["giải quyết", "thủ tục", "hành chính"]
