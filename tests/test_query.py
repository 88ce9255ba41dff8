"""What a question means: spelling, short forms, English, and the plans that it names."""

import dataclasses
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import initials, phrases, spelling
from indexer.generation import Generation
from indexer.model import Document, Filters
from indexer.normalise import fold
from indexer.query import LIMIT, Query, understand
from indexer.refusal import Refusal
from indexer.vocabulary import Vocabulary, is_folded_syllable, is_syllable

DATA = Path(phrases.__file__).parent / "data"


def data(name: str) -> dict[str, dict]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def asked(five: Generation, question: str) -> Query:
    return understand(question, five.vocabulary, list(five.documents.values()))


# --- spelling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("may ngay thi xong", "mấy ngày thì xong"),
        ("bao gio moi khong phai nop ban giay nua", "bao giờ mới không phải nộp bản giấy nữa"),
        ("ty le ho so giai quyet dung han", "tỷ lệ hồ sơ giải quyết đúng hạn"),
        ("tỷ lệ ho so giai quyết dung han", "tỷ lệ hồ sơ giải quyết đúng hạn"),
        ("ddungs hanj", "đúng hạn"),
        ("tỷ leej hoof sơ ddungs hanj", "tỷ lệ hồ sơ đúng hạn"),
        ("d9u1ng ha5n", "đúng hạn"),
        ("ho62 so7 qua1 ha5n", "hồ sơ quá hạn"),
        ("giai quyt ho so dugn han", "giải quyết hồ sơ đúng hạn"),
        ("đúg hạn", "đúng hạn"),
        ("mức độ hài lòng cuả người dân", "mức độ hài lòng của người dân"),
        ("TINH GIAN BIEN CHE", "tinh giản biên chế"),
        ("kiem soat tham nhung", "kiểm soát tham nhũng"),
    ],
)
def test_reads_what_was_meant(five: Generation, typed: str, meant: str) -> None:
    assert asked(five, typed).meaning == meant


@pytest.mark.parametrize(
    "question",
    [
        "Mức độ hài lòng của người dân, doanh nghiệp là bao nhiêu?",
        "tỷ lệ che phủ rừng",
        "hận",
        "Số hóa kết quả giải quyết theo Nghị quyết 76/NQ-CP thế nào?",
        "nông thôn mới nâng cao",
    ],
)
def test_right_vietnamese_passes_untouched(five: Generation, question: str) -> None:
    query = asked(five, question)
    assert query.meaning == question
    assert query.language == "vi"
    assert query.marked


def test_every_sentence_of_the_plans_passes_untouched(five: Generation) -> None:
    changed = []
    for passage in five.passages:
        words = [word for word in passage.text.lower().split() if word.isalpha() and not word.isascii()]
        repaired = spelling.repair(words, five.vocabulary)
        changed += [(a, b) for a, b in zip(words, repaired, strict=True) if a != b]
    assert len(changed) <= 3, changed


def test_reads_most_of_the_plans_back_from_letters_without_marks(five: Generation) -> None:
    right = total = 0
    for passage in five.passages:
        words = [word for word in passage.text.lower().split() if word.isalpha() and is_syllable(word)]
        repaired = spelling.repair([fold(word) for word in words], five.vocabulary)
        right += sum(a == b for a, b in zip(words, repaired, strict=True))
        total += len(words)
    assert right / total > 0.97


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("ddungs", "đúng"),
        ("hanj", "hạn"),
        ("nguwowif", "người"),
        ("dduwowcj", "được"),
        ("hoaf", "hòa"),
        ("quyeets", "quyết"),
        ("gias", "giá"),
        ("thur", "thủ"),
        ("tthc", None),
        ("target", None),
    ],
)
def test_telex(keys: str, syllable: str | None) -> None:
    assert spelling.telex(keys) == syllable


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [("d9u1ng", "đúng"), ("ha5n", "hạn"), ("ho62", "hồ"), ("ngu7o7i2", "người")],
)
def test_vni(keys: str, syllable: str) -> None:
    assert spelling.vni(keys) == syllable


@given(st.text(max_size=12))
def test_keys_make_syllables_or_nothing(word: str) -> None:
    for keyed in (spelling.telex(word.lower()), spelling.vni(word.lower())):
        assert keyed is None or is_syllable(keyed)


@pytest.mark.parametrize(
    "word", ["người", "quyết", "hòa", "thủy", "quý", "giá", "đúng", "nghiệm", "khuỷu", "ngoằn"]
)
def test_syllables_are_known_with_and_without_marks(word: str) -> None:
    assert is_syllable(unicodedata.normalize("NFC", word))
    assert is_folded_syllable(fold(word))


@pytest.mark.parametrize("word", ["hoc", "lãp", "target", "xyz", "ngươiì", "bôt"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_a_vocabulary_comes_back_as_it_was_saved(five: Generation, tmp_path: Path) -> None:
    five.vocabulary.save(tmp_path / "words.npz")
    loaded = Vocabulary.load(tmp_path / "words.npz")
    words = ["ty", "le", "ho", "so", "dung", "han"]
    assert loaded.syllables == five.vocabulary.syllables
    assert spelling.repair(words, loaded) == spelling.repair(words, five.vocabulary)


# --- short forms, English ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trách nhiệm NĐĐ", "trách nhiệm người đứng đầu"),
        ("trách nhiệm NĐĐ trong CCHC", "trách nhiệm người đứng đầu trong cải cách hành chính"),
        ("cải thiện TG giải quyết", "cải thiện thời gian giải quyết"),
        ("mức độ HL của người dân", "mức độ hài lòng của người dân"),
        ("ty le hs gq dung han", "tỷ lệ hồ sơ giải quyết đúng hạn"),
        ("tinh giản BC", "tinh giản biên chế"),
    ],
)
def test_a_short_form_that_no_list_knows_is_read_from_the_plans(
    five: Generation, typed: str, meant: str
) -> None:
    assert asked(five, typed).meaning == meant


@pytest.mark.parametrize("typed", ["giá vàng SJC", "chỉ số PGI", "trạm BTS", "chứng chỉ IELTS", "máy MRI"])
def test_a_short_form_of_something_else_stays_as_it_is(five: Generation, typed: str) -> None:
    assert asked(five, typed).meaning == typed


def test_where_a_short_form_may_mean_two_things_both_are_looked_for(five: Generation) -> None:
    query = asked(five, "KT")
    assert {"kt", "kiểm tra", "khen thưởng"} <= ways(query)[0]
    assert query.meaning == "KT"


@given(st.text("abcdeghiklmnopqrstuvxyđ", min_size=2, max_size=6), st.sampled_from(["", "công", "và"]))
@settings(max_examples=60, deadline=None)
def test_initials_are_those_of_the_short_form(five: Generation, short: str, around: str) -> None:
    for phrase in initials.readings(short, around, around, five.vocabulary):
        letters = "".join(word[0] for word in phrase.split())
        assert letters == short or ("đ" not in short and fold(letters) == short)


def ways(query: Query) -> list[set[str]]:
    return [{" ".join(way) for way in concept.ways} for concept in query.concepts]


@pytest.mark.parametrize(
    ("question", "short", "long"),
    [
        ("TTHC nội bộ", "tthc", "thủ tục hành chính"),
        ("công tác cải cách hành chính", "cchc", "cải cách hành chính"),
        ("văn bản qppl", "vbqppl", "văn bản quy phạm pháp luật"),
        ("dvctt", "dvctt", "dịch vụ công trực tuyến"),
        ("hdnd", "hđnd", "hội đồng nhân dân"),
        ("ngân sách nhà nước", "nsnn", "ngân sách nhà nước"),
        ("PAPI", "papi", "chỉ số hiệu quả quản trị và hành chính công"),
    ],
)
def test_short_and_long_forms_stand_for_each_other(
    five: Generation, question: str, short: str, long: str
) -> None:
    assert any({short, long} <= one for one in ways(asked(five, question)))


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("target on-time TTHC rate", "tỷ lệ thủ tục hành chính đúng hạn chỉ tiêu"),
        ("percentage of dossiers returned ahead of time", "tỷ lệ trước hạn trả kết quả hồ sơ"),
        ("public investment disbursement", "giải ngân vốn đầu tư công"),
        ("payroll reduction", "tinh giản biên chế"),
        ("digitised results", "kết quả số hóa"),
        ("legal normative documents", "văn bản quy phạm pháp luật"),
        ("files returned late", "quá hạn hồ sơ"),
        ("feedback from citizens", "phản ánh, kiến nghị người dân"),
        ("fees posted at the one-stop shop", "niêm yết phí, lệ phí bộ phận một cửa"),
        ("complaint resolution", "giải quyết khiếu nại, tố cáo"),
        ("online tax return", "kê khai thuế qua mạng"),
        ("the citizen's complaint", "khiếu nại của người dân"),
        ("Level 4 services", "dịch vụ mức độ 4"),
        ("job cuts by 2025", "tinh giản biên chế 2025"),
    ],
)
def test_english_is_put_into_vietnamese(five: Generation, question: str, meaning: str) -> None:
    query = asked(five, question)
    assert query.language == "en"
    assert query.meaning == meaning


def test_english_among_vietnamese(five: Generation) -> None:
    query = asked(five, "online payment của xã Cẩm Xá đạt bao nhiêu")
    assert query.language == "mixed"
    assert "thanh toán trực tuyến" in query.meaning


def test_words_that_the_glossary_lacks_are_told(five: Generation) -> None:
    assert asked(five, "how to cook spaghetti").foreign == {"cook", "spaghetti"}


def test_glossary_keys_are_in_the_form_in_which_they_are_looked_up() -> None:
    for section in data("glossary").values():
        for phrase, found in section.items():
            length, value = phrases.english().at([phrases.base(word) for word in phrases.words(phrase)], 0)
            assert length == len(phrases.words(phrase)), phrase
            assert found
            assert value


def test_no_phrase_of_the_glossary_hides_a_form_of_a_word_of_its_own() -> None:
    # "receiving citizens" would make "citizens" a word of its own, which "citizen" no longer explains.
    keys = [phrases.words(key) for section in data("glossary").values() for key in section]
    fillers = [phrases.words(phrase) for phrase in data("questions")["filler"]["en"]]
    single = {key[0] for key in (*keys, *fillers) if len(key) == 1}
    inside = {word for key in keys if len(key) > 1 for word in key} - single
    endings = ("s", "es", "ing", "ed", "ly")
    hidden = {word for word in inside for end in endings if word.removesuffix(end) in single - {word}}
    assert not hidden


def test_no_entry_of_the_glossary_stands_twice() -> None:
    keys = [key for section in data("glossary").values() for key in section]
    assert len({tuple(map(phrases.base, phrases.words(key))) for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("everyday", "official"),
    [
        ("giấy tờ trả muộn", "quá hạn"),
        ("làm xong sớm", "trước hạn"),
        ("nộp tiền qua mạng", "thanh toán trực tuyến"),
        ("bớt giấy tờ cho dân", "đơn giản hóa"),
        ("gộp phòng ban", "sáp nhập"),
        ("cho nghỉ việc", "thôi việc"),
        ("dân chấm điểm", "người dân đánh giá"),
        ("loa phường", "đài truyền thanh"),
        ("tiền lót tay", "chi phí không chính thức"),
        ("đổi chỗ làm", "chuyển đổi vị trí công tác"),
        ("họp qua mạng", "hội nghị trực tuyến"),
        ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
        ("báo cáo nộp trễ", "quá hạn"),
        ("người giỏi", "người có tài năng"),
    ],
)
def test_everyday_words_find_the_official_ones(five: Generation, everyday: str, official: str) -> None:
    assert any(official in one for one in ways(asked(five, everyday)))


# --- what a question says of itself --------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "plans"),
    [
        ("tỷ lệ đúng hạn của huyện Thạch Hà", {"thach-ha"}),
        ("thach ha dung han", {"thach-ha"}),
        ("on-time rate of Thach Ha district", {"thach-ha"}),
        ("Hà Giang SIPAS", {"185"}),
        ("Tuyên Quang SIPAS", {"185"}),  # what became of Hà Giang in 2025
        ("phường Mỹ Hào", {"cam-xa"}),  # what became of xã Cẩm Xá
        ("xã Cẩm Xá, thị xã Mỹ Hào, tỉnh Hưng Yên", {"cam-xa"}),
        ("thành phố Hưng Yên", {"181", "182"}),
        ("tỉnh Hà Tĩnh", {"thach-ha"}),
        ("kế hoạch năm 2024", {"cam-xa"}),
        ("Kế hoạch số 182/KH-UBND", {"182"}),
        ("ke hoach 182", {"182"}),
        ("Hà Giang và Thạch Hà", {"185", "thach-ha"}),
        ("tỷ lệ đúng hạn", {"181", "182", "185", "cam-xa", "thach-ha"}),
        ("giai đoạn 2021-2025", {"181", "182", "185", "cam-xa", "thach-ha"}),
        ("điểm tăng so với năm 2021", {"181", "182", "185", "cam-xa", "thach-ha"}),
    ],
)
def test_places_years_and_numbers_choose_plans(five: Generation, question: str, plans: set[str]) -> None:
    chosen = five.select(asked(five, question).filters)
    assert {
        next(key for key in ("181", "182", "185", "cam-xa", "thach-ha") if key in d.path) for d in chosen
    } == plans


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("tỉnh Sơn La đúng hạn bao nhiêu", ("tỉnh Sơn La",)),
        ("on-time rate of Can Tho city", ("thành phố Cần Thơ",)),
        ("chỉ tiêu đúng hạn năm 2031", ("2031",)),
        ("Kế hoạch số 999/KH-UBND", ("999/KH-UBND",)),
    ],
)
def test_what_no_plan_is_of(five: Generation, question: str, absent: tuple[str, ...]) -> None:
    scope = asked(five, question).scope
    assert scope.absent == absent
    assert scope.required
    assert scope.filters == Filters()


def test_one_of_two_places_is_absent(five: Generation) -> None:
    scope = asked(five, "Hà Giang và Sơn La").scope
    assert scope.absent == ("Sơn La",)
    assert not scope.required


def test_the_filters_leave_the_topic(five: Generation) -> None:
    query = asked(five, "Năm 2022 thành phố Hưng Yên số hóa kết quả đến đâu?")
    assert "Hưng Yên" not in query.topic
    assert "2022" not in query.topic
    assert "số hóa kết quả" in query.topic


def test_levels_and_kinds(five: Generation) -> None:
    assert asked(five, "các xã đặt chỉ tiêu gì").scope.levels == ("xã",)
    assert asked(five, "nhiệm vụ trong kế hoạch PAPI").kinds == ("papi",)


def test_everyday_words_are_no_places(five: Generation) -> None:
    commune = next(iter(five.documents.values()))
    commune = dataclasses.replace(commune, id="x", locality="Thống Nhất", unit="xã", level="xã")
    documents: list[Document] = [*five.documents.values(), commune]
    assert understand("thong nhat quy trinh", five.vocabulary, documents).filters == Filters()
    assert understand("xã Thống Nhất", five.vocabulary, documents).filters == Filters(
        locality=("Thống Nhất",)
    )


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("thu hang chi so hieu qua quan tri va hanh chinh cong", None),
        ("nơi nào đặt cao nhất", "highest"),
        ("bao nhiêu địa phương trên 95%", "count"),
        ("kế hoạch nào nêu ISO", "who"),
        ("tỷ lệ đúng hạn", "value"),
        ("tinh giản biên chế", None),
        ("bao giờ hoàn thành số hóa", None),
        ("ai ký số kết quả giải quyết", None),
        ("cơ quan chủ trì nhiệm vụ tuyên truyền là ai", None),
        ("hạn chót gửi báo cáo quý là ngày nào", None),
        ("số văn bản QPPL được kiểm tra là bao nhiêu", "value"),
        ("bao nhiêu văn bản phải bãi bỏ", "value"),
        ("share of documents issued on schedule", "value"),
    ],
)
def test_what_kind_of_answer(five: Generation, question: str, asks: str | None) -> None:
    assert asked(five, question).asks == asks


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("số hiệu kế hoạch CCHC của Hưng Yên", "number"),
        ("KH CCHC Cẩm Xá 2024 số bao nhiêu", "number"),
        ("ai ký kế hoạch 185", "signer"),
        ("ai thay mặt UBND ký kế hoạch Cẩm Xá", "signer"),
        ("when was plan 181/KH-UBND issued", "issued"),
        ("kế hoạch PAPI 2022 của Hưng Yên ngày nào ban hành", "issued"),
        ("ke hoach 185 cua Ha Giang ky ngay bao nhieu", "issued"),
        ("căn cứ nào để Hưng Yên ban hành kế hoạch", "basis"),
        ("kế hoạch Thạch Hà dựa trên quyết định nào", "basis"),
        ("phó chủ tịch ký kế hoạch Hà Giang tên gì", "signer"),
        ("xã ban hành kế hoạch cải cách hành chính trước ngày nào", None),
        ("sep nao ky ke hoach cua tinh", "signer"),
        ("chủ tịch ký kế hoạch cải cách hành chính thành phố Hưng Yên năm 2022 là ai", "signer"),
        ("number of the 2022 PAPI plan", "number"),
        ("kế hoạch cấp tỉnh mà xã triển khai", "parent"),
        ("thực hiện kế hoạch cải cách hành chính như thế nào", None),
        ("what happens to rules issued by communes", None),
        ("kế hoạch tỉnh mà Thạch Hà thực hiện theo", "parent"),
        ("thu hang chi so hieu qua quan tri va hanh chinh cong", None),
        ("hạn chót gửi báo cáo quý là ngày nào", None),
        ("ai ký số kết quả giải quyết", None),
    ],
)
def test_what_is_asked_of_a_plan_itself(five: Generation, question: str, fact: str | None) -> None:
    assert asked(five, question).fact == fact


@pytest.mark.parametrize("question", ["là gì vậy", "bao nhiêu", "what is it", "xin hỏi"])
def test_words_that_only_ask_mean_themselves(five: Generation, question: str) -> None:
    query = asked(five, question)
    assert query.meaning == query.topic == question
    assert query.concepts == ()


# --- hostile questions ---------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?!…", "\u200b"])
def test_a_question_without_words_is_refused(five: Generation, question: str) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(five, question)
    assert refusal.value.code == "empty-question"


@pytest.mark.parametrize("question", ["hồ sơ " * 200, "a" * 100_000, "đúng hạn\n" * 20_000])
def test_a_question_that_is_too_long_is_refused(five: Generation, question: str) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(five, question)
    assert str(LIMIT) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(question=st.text(max_size=200))
def test_whatever_is_asked_is_understood_or_refused(five: Generation, question: str) -> None:
    try:
        query = asked(five, question)
    except Refusal:
        return
    assert query.topic
    assert all(all(concept.ways) for concept in query.concepts)
