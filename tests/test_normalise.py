import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.normalise import characters, fold, is_upper, tones

VIETNAMESE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđĐqghnt QUỶOÀ.\n"
        ),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("thuỷ sản", "thủy sản"),
        ("sức khoẻ", "sức khỏe"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("HOÀ", "HÒA"),
        ("xã hội hoá,", "xã hội hóa,"),
        ("qủa", "quả"),
        ("Qúy", "Quý"),
        ("đánh gía", "đánh giá"),
    ],
)
def test_tone_marks_move_to_the_modern_place(old, new):
    assert tones(old) == new
    assert tones(new) == new


@pytest.mark.parametrize(
    "word", ["quý", "quỳ", "Quỷ", "QUÝ", "hoàn", "thuyền", "toán", "gì", "già", "khuỷu", "quả", "loại"]
)
def test_tone_marks_in_their_place_stay(word):
    assert tones(word) == word


def test_decomposed_text_and_tones_typed_before_the_hat_compose():
    assert characters(unicodedata.normalize("NFD", "Tỷ lệ được đánh giá")) == "Tỷ lệ được đánh giá"
    assert characters("tie\u0301\u0302n") == "tiến"
    assert characters("viê\u0323t") == "việt"


def test_what_prints_nothing_goes_and_odd_spaces_become_plain():
    assert characters("\ufeffthủ\u00adtục\u200b hành\u00a0\u2003chính\t2022\x07") == "thủtục hành chính 2022"
    assert characters("một\r\nhai\u2028ba \n  bốn") == "một\nhai\nba\nbốn"


def test_letters_that_only_look_like_d_with_stroke():
    assert characters("Ðảng bộ, ðồng bộ") == "Đảng bộ, đồng bộ"


def test_folding_takes_the_marks_away_and_keeps_every_offset():
    text = "Tỷ lệ hồ sơ đúng hạn: ĐẠT ≥ 95%"
    assert fold(text) == "Ty le ho so dung han: DAT ≥ 95%"
    assert fold(text).index("dung han") == text.index("đúng hạn")


def test_capitals():
    assert is_upper("II. MỤC TIÊU")
    assert not is_upper("II. Mục tiêu")
    assert not is_upper("2022")


@given(VIETNAMESE)
def test_normalising_twice_changes_nothing_and_leaves_nfc(text):
    once = characters(text)
    assert characters(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(VIETNAMESE)
def test_folding_keeps_the_length_of_normalised_text(text):
    text = characters(text)
    assert len(fold(text)) == len(text)
