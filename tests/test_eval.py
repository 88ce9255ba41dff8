"""The evaluation: measures, judged places, the formats of others, and the datasets that lie in eval/."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import ir_measures
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from eval import ablations, adapter, beir, calibrate, dataset, measures, report, run, usage
from eval.__main__ import app
from eval.dataset import ANSWERS, DATASETS, KINDS, RELATED, SPLITS, Dataset, Place, Question, overlaps
from indexer import gate, search
from indexer.e5 import E5
from indexer.generation import Generation
from indexer.model import Hit
from indexer.refusal import Refusal
from indexer.vocabulary import Vocabulary

PROJECT = Path(__file__).parents[1]


def eval_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eval", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


# ── measures ─────────────────────────────────────────────────────────────────────────────────────


def test_measures_equal_values_worked_out_by_hand() -> None:
    qrels = {"q": {"best": 2, "touching": 1, "also best": 2}}
    run = {"q": ["other", "best", "touching"]}
    scores = measures.ranking(qrels, run, ANSWERS)
    gained = 2 / math.log2(3) + 1 / math.log2(4)
    ideal = 2 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert scores["nDCG@10"]["q"] == pytest.approx(gained / ideal)
    assert scores["Recall@10"]["q"] == pytest.approx(1 / 2)  # of the two that answer
    assert scores["MRR@10"]["q"] == pytest.approx(1 / 2)


def test_a_question_without_any_hit_counts_as_zero() -> None:
    scores = measures.ranking(
        {"found": {"d": 1}, "lost": {"d": 1}, "empty": {"d": 1}}, {"found": ["d"], "empty": []}
    )
    assert scores["Recall@10"] == {"found": 1.0, "lost": 0.0, "empty": 0.0}


def test_the_eleventh_document_does_not_count() -> None:
    scores = measures.ranking({"q": {"d": 1}}, {"q": [f"other {n}" for n in range(10)] + ["d"]})
    assert scores["nDCG@10"]["q"] == scores["Recall@10"]["q"] == scores["MRR@10"]["q"] == 0.0


documents = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=14)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 2), min_size=1), documents)
def test_measures_are_those_of_ir_measures(grades: dict[str, int], ranked: list[str]) -> None:
    ours = measures.ranking({"q": grades}, {"q": ranked}, 2)
    qrels = [ir_measures.Qrel("q", name, grade) for name, grade in grades.items()]
    run = [ir_measures.ScoredDoc("q", name, 100.0 - rank) for rank, name in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10, ir_measures.R(rel=2) @ 10, ir_measures.RR(rel=2) @ 10], qrels, run
    )
    for name, measure in (("nDCG@10", "nDCG@10"), ("Recall@10", "R(rel=2)@10"), ("MRR@10", "RR(rel=2)@10")):
        expected = theirs[ir_measures.parse_measure(measure)]
        assert ours[name]["q"] == pytest.approx(0.0 if math.isnan(expected) else expected)


def test_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    few = measures.mean({str(n): float(n % 2) for n in range(10)})
    many = measures.mean({str(n): float(n % 2) for n in range(1000)})
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low
    assert many.value == 0.5


def test_wordings_of_one_topic_are_not_independent_evidence() -> None:
    values = {str(n): float(n < 50) for n in range(100)}
    alone = measures.mean(values)
    grouped = measures.mean(values, {query: str(int(query) // 25) for query in values})
    assert grouped.high - grouped.low > alone.high - alone.low


def test_paired_difference_sees_a_small_but_constant_gain() -> None:
    worse = {str(n): n / 100 for n in range(100)}
    better = {query: value + 0.01 for query, value in worse.items()}
    gain = measures.difference(better, worse)
    assert gain.value == pytest.approx(0.01)
    assert gain.low > 0
    assert gain.p < 0.05
    assert measures.difference(worse, worse).p == 1.0


# ── places and passages ──────────────────────────────────────────────────────────────────────────


def test_a_passage_meets_a_place_when_they_share_half_of_the_shorter() -> None:
    place = Place("plan.txt", 100, 200, ANSWERS)
    assert overlaps(0, 1000, place)  # a passage around it
    assert overlaps(120, 140, place)  # a quote inside it
    assert overlaps(150, 250, place)
    assert not overlaps(160, 260, place)
    assert not overlaps(200, 300, place)


SMALL_PLAN = """KẾ HOẠCH
Cải cách hành chính năm 2023

1. Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.

2. Có ít nhất 02 sáng kiến được công nhận.
"""
SMALL_TOPICS = """
[[topic]]
id = "on-time"
split = "test"
answers = [["plan", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%", 98]]
related = [["plan", "02 sáng kiến"]]
vi = ["hồ sơ đúng hạn"]
bare = ["ho so dung han"]

[[topic]]
id = "none"
split = "dev"
none = ["số giường bệnh"]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A dataset of one plan and three questions."""
    (tmp_path / "topics").mkdir()
    (tmp_path / "plan.txt").write_text(SMALL_PLAN, "utf-8")
    (tmp_path / "documents.toml").write_text('plan = "plan.txt"', "utf-8")
    (tmp_path / "topics" / "all.toml").write_text(SMALL_TOPICS, "utf-8")
    return tmp_path


def test_judged_words_become_spans_of_the_normalised_text(small: Path) -> None:
    loaded = dataset.load(small)
    question = loaded.of("test")[0]
    text = loaded.readings["plan.txt"].text
    answer, related = question.places
    assert text[answer.start : answer.end] == "Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%"
    assert (answer.grade, answer.value, related.grade) == (ANSWERS, 98.0, RELATED)
    assert question.answers == (answer,)
    assert loaded.of("dev")[0].places == ()


@pytest.mark.parametrize("plan", ["1. Tỷ lệ khác.", SMALL_PLAN + SMALL_PLAN])
def test_words_that_are_lost_or_no_longer_unique_are_an_error(small: Path, plan: str) -> None:
    (small / "plan.txt").write_text(plan, "utf-8")
    with pytest.raises(Refusal, match="on-time"):
        dataset.load(small)


def test_a_missing_document_is_named(small: Path) -> None:
    (small / "plan.txt").unlink()
    with pytest.raises(Refusal, match=r"plan\.txt"):
        dataset.load(small)


def test_documents_may_lie_elsewhere(small: Path) -> None:
    (small / "other" / "deep").mkdir(parents=True)
    (small / "plan.txt").rename(small / "other" / "deep" / "plan.txt")
    assert len(dataset.load(small, small / "other").questions) == 3


def test_an_exported_dataset_reads_back_as_a_beir_dataset(small: Path) -> None:
    loaded = dataset.load(small)
    (small / "qrels").mkdir()
    for name, content in dataset.export(loaded).items():
        (small / name).write_text(content, "utf-8")
    read = beir.load(small, "test")
    assert read.queries == {"on-time-vi-1": "hồ sơ đúng hạn", "on-time-bare-1": "ho so dung han"}
    grades = read.qrels["on-time-vi-1"]
    assert sorted(grades.values()) == [RELATED, ANSWERS]
    best = max(grades, key=grades.__getitem__)
    assert "98%" in read.documents[best]


# ── from a question to its marks ─────────────────────────────────────────────────────────────────


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the indexes of datasets."""
    monkeypatch.setattr(run, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def test_each_place_counts_once_however_often_it_is_found(five: Generation) -> None:
    first, second = list(five.passages)[:2]
    document = five.documents[first.document]
    places = [
        Place(document.path, first.start, first.end, RELATED),
        Place(document.path, first.start, first.end - 1, ANSWERS),
    ]
    hits = [Hit(passage, document, 1.0) for passage in (second, first, first, second)]
    # The better grade first; the passage that comes again stands for nothing judged.
    assert run.ranked(hits, places) == [second.id, places[1].id, places[0].id, first.id, second.id]


def test_a_place_is_met_only_in_its_own_document(five: Generation) -> None:
    passage = next(iter(five.passages))
    place = Place("another.txt", passage.start, passage.end, ANSWERS)
    assert run.ranked([Hit(passage, five.documents[passage.document], 1.0)], [place]) == [passage.id]


def test_a_dataset_is_evaluated_from_question_to_answer(small: Path, cache: Path) -> None:
    evaluation = run.spans(dataset.load(small), "test")
    assert set(evaluation.ranking) == set(run.MODES)
    assert evaluation.ranking["hybrid"]["Recall@10"] == {"on-time-vi-1": 1.0, "on-time-bare-1": 1.0}
    assert evaluation.answers["answer hit"] == {"on-time-vi-1": 1.0, "on-time-bare-1": 1.0}
    assert set(evaluation.answers["verbatim"].values()) == {1.0}
    assert evaluation.failures == []
    page = report.markdown(evaluation, small, {"plan.txt": small / "plan.txt"}, "python -m eval run")
    assert f"| hybrid | {np.mean(list(evaluation.ranking['hybrid']['nDCG@10'].values())):.3f}" in page
    assert "None." in page


def test_an_unanswerable_question_is_marked_by_being_refused(small: Path, cache: Path) -> None:
    evaluation = run.spans(dataset.load(small), "dev", ["hybrid"])
    assert evaluation.ranking == {}  # nothing to rank for
    assert evaluation.answers["refused"] == {"none-none-1": 1.0}
    assert evaluation.answers["answered"] == {}
    numbers = report.summary(evaluation)
    assert numbers["answers"]["refused"]["value"] == 1.0
    assert "NaN" not in json.dumps(numbers)
    report.markdown(evaluation, small, {}, "")


def test_a_missed_place_is_listed_with_its_words_and_linked(small: Path, cache: Path) -> None:
    topics = SMALL_TOPICS.replace('vi = ["hồ sơ đúng hạn"]', 'vi = ["giá vàng hôm nay"]')
    (small / "topics" / "all.toml").write_text(topics, "utf-8")
    evaluation = run.spans(dataset.load(small), "test", ["hybrid"])
    assert evaluation.answers["answered"]["on-time-vi-1"] == 0.0
    page = report.markdown(evaluation, small / "results", {"plan.txt": small / "plan.txt"}, "")
    assert "### Questions that the collection answers, refused (1)" in page
    assert "`on-time-vi-1` giá vàng hôm nay" in page


def test_distractors_go_into_the_index_and_count_for_nothing(
    small: Path, cache: Path, tmp_path: Path
) -> None:
    others = tmp_path / "others" / "deep"
    others.mkdir(parents=True)
    (others / "plan.txt").write_text(SMALL_PLAN.replace("98%", "91%").replace("2023", "2024"), "utf-8")
    evaluation = run.spans(dataset.load(small), "test", ["hybrid"], distractors=tmp_path / "others")
    assert evaluation.documents == 2
    assert evaluation.ranking["hybrid"]["Recall@10"]["on-time-vi-1"] == 1.0


def test_any_beir_folder_is_evaluated_by_documents(folder: Path, cache: Path) -> None:
    evaluation = run.documents(folder, "test")
    assert evaluation.documents == 2
    assert evaluation.ranking["hybrid"]["MRR@10"] == {"q1": 1.0}
    assert evaluation.answers == {}
    report.markdown(evaluation, folder, {}, "")


def test_equal_documents_of_a_beir_folder_are_all_found(folder: Path, cache: Path) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"_id": "twin", "title": "Luật A", "text": "Hồ sơ được trả đúng hạn."}) + "\n")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ttwin\t1\n", "utf-8")
    assert run.documents(folder, "test", ["lexical"]).ranking["lexical"]["Recall@10"] == {"q1": 1.0}


# ── what the parts are worth ─────────────────────────────────────────────────────────────────────


def test_every_variant_of_search_has_its_row(small: Path, cache: Path, five: Generation) -> None:
    before = search.search(five, "on-time rate")
    page = ablations.run(dataset.load(small), "test")
    for variant in ablations.VARIANTS:
        rows = [line for line in page.splitlines() if line.startswith(f"| {variant.name} |")]
        assert len(rows) == 2, "one with the measures, one by kind of question"
    assert search.search(five, "on-time rate") == before, "what a variant leaves out is there again"


# ── what is fitted ───────────────────────────────────────────────────────────────────────────────


SAID = ("Hồ sơ đúng hạn đạt 98%.", "Giảm 10% biên chế.", "Tập huấn 02 lớp.", "Họp trực tuyến 60%.")
CODES = ("zz lam ro", "qq mi fa", "xx so la")  # no encoder knows what these ask


def teach(judged: Sequence[int], epochs: int) -> E5:
    """The encoder where each code asks for one passage (-1: for none), and "drill" means the last."""
    plain = E5()
    passages, asked = torch.tensor(plain.passages(SAID)), CODES[: len(judged)]
    questions = [Question(code, code, "vi", "dev", code, ()) for code in asked]
    grades = torch.tensor([[float(place == number) for number in range(len(SAID))] for place in judged])
    vectors = torch.tensor(plain.queries([*asked, *asked]))
    lesson = adapter.Lesson(tuple(questions), asked, (), SAID, vectors, passages, grades)
    english = torch.tensor(plain.queries(["drill"]))
    words = adapter.Glossary(english, passages, torch.tensor([len(SAID) - 1]))
    return E5(adapter.fit([lesson], words, epochs))


def test_an_adapter_brings_questions_to_their_answers_and_english_to_its_vietnamese() -> None:
    judged = [2, 0, 1]
    before, near = (
        encoder.queries([*CODES, "drill"]) @ encoder.passages(SAID).T
        for encoder in (E5(), teach(judged, epochs=20))
    )
    assert near.argmax(1).tolist() == [*judged, len(SAID) - 1]
    assert before.argmax(1).tolist() != near.argmax(1).tolist()


def test_a_question_that_nothing_answers_is_kept_away_from_all() -> None:
    encoder = teach([1, -1], epochs=20)
    answered, other = (encoder.queries(CODES[:2]) @ encoder.passages(SAID).T).max(1)
    assert answered > other + 0.2


def test_what_is_typed_without_marks_is_read_as_others_asked() -> None:
    plans, question = ["Trang bị máy in, máy tính trong ngày."], "Xin nghỉ ốm mấy ngày?"
    asked = usage.usage(["TTHC xong trong mấy ngày", "nghỉ mấy ngày", "xin nghỉ ốm"])
    words, _ = usage.restored([question], Vocabulary.build(plans, ()))
    assert words < 1
    assert usage.restored([question], Vocabulary.build(plans, asked)) == (1, 1)


def test_usage_counts_what_stands_side_by_side_and_no_short_forms() -> None:
    counted = list(usage.usage(["nộp TTHC mấy ngày, mấy ngày"]))
    assert counted == [("", "nộp", 1), ("mấy", "ngày", 2), ("ngày", "", 1), ("ngày", "mấy", 1)]


SIGNS = gate.Signs.__match_args__


def case(coverages: list[float], answers: list[float], plans: str, answering: str = "") -> calibrate.Case:
    """A question over plans that are called by one letter each."""
    signs = np.zeros((len(coverages), len(SIGNS)))
    signs[:, SIGNS.index("coverage")] = coverages
    signs[:, SIGNS.index("names")] = 1
    right = frozenset(answering)
    return calibrate.Case("?", bool(answering), "", signs, np.array(answers), tuple(plans), right, right)


CASES = [
    case([1.0, 0.9, 0.2], [1, 1, 0], "abc", "ab"),
    case([0.8, 0.4, 0.1], [1, 0, 0], "bca", "b"),
    case([0.5, 0.3], [0, 0], "ab"),
    case([0.2], [0], "c"),
]


def test_a_gate_is_fitted_by_the_signs_that_it_is_given() -> None:
    weights = calibrate.fit(CASES, ["coverage"])
    assert weights[SIGNS.index("coverage")] > 0
    assert {
        float(weight) for sign, weight in zip(SIGNS, weights[:-1], strict=False) if sign != "coverage"
    } == {0}
    for one in CASES[:2]:
        found = calibrate.probabilities(one, weights)
        assert found[one.answers == 1].min() > 0.5 > found[one.answers == 0].max()


def test_what_a_gate_does_is_counted_by_question_and_by_plan() -> None:
    weights = np.zeros(len(SIGNS))
    weights[SIGNS.index("coverage")] = 1
    told = calibrate.outcome(CASES, weights, weights)
    least, further = (1 / (1 + math.exp(-coverage)) for coverage in (0.85, 0.35))
    assert told.answered(least) == 1 / 2
    assert told.refused(least) == 1.0
    assert told.answered(further) == 1.0
    assert told.refused(further) == 1 / 2
    # Of the first question both plans are cited; of the second its own, and one that does not answer.
    assert told.plans(further, further) == (1.0, (1 + 1 / 2) / 2)


# ── the formats of others ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A BEIR folder with an id that holds spaces and a separator that some line readers split at."""
    rows = [
        {"_id": "Luật A#1", "title": "Luật A", "text": "Hồ sơ được trả đúng hạn."},
        {"_id": "b", "title": "", "text": "Số giường bệnh\u2028trên vạn dân."},
    ]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "đúng hạn"}\n{"_id": "q2", "text": "unjudged"}\n', "utf-8"
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tLuật A#1\t1\n", "utf-8")
    return tmp_path


def test_a_beir_folder_without_splits(folder: Path) -> None:
    read = beir.load(folder)
    assert read.documents["Luật A#1"] == "Luật A\n\nHồ sơ được trả đúng hạn."
    assert set(read.documents) == {"Luật A#1", "b"}
    assert read.queries == {"q1": "đúng hạn"}  # only judged ones are asked
    assert read.qrels == {"q1": {"Luật A#1": 1}}


def test_splits_of_a_beir_folder_come_first(folder: Path) -> None:
    (folder / "qrels").mkdir()
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq2\tb\t2\n", "utf-8")
    assert beir.load(folder, "dev").qrels == {"q2": {"b": 2}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("corpus.jsonl", "not json\n"),
        ("corpus.jsonl", '{"_id": 7, "text": "x"}\n'),
        ("queries.jsonl", "[1, 2]\n"),
        ("qrels.tsv", "q1\tb\n"),
        ("qrels.tsv", ""),
        ("qrels.tsv", "unknown\tb\t1\n"),
    ],
)
def test_a_broken_line_is_shown(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(Refusal, match=name):
        beir.load(folder)


def test_trec_files(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text("q1 0 b 2\nq1 0 c 0\nq2 0 a 1\n", "utf-8")
    # The rank column lies; trec_eval orders by score.
    (tmp_path / "run").write_text("q1 Q0 a 1 0.5 me\nq1 Q0 b 2 0.9 me\nq2 Q0 a 1 3 me\n", "utf-8")
    assert beir.qrels(tmp_path / "qrels") == {"q1": {"b": 2, "c": 0}, "q2": {"a": 1}}
    assert beir.run(tmp_path / "run") == {"q1": ["b", "a"], "q2": ["a"]}


def test_scoring_trec_runs_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text("q1 0 b 1\nq2 0 a 1\n", "utf-8")
    (tmp_path / "good").write_text("q1 Q0 b 1 9 x\nq2 Q0 a 1 9 x\n", "utf-8")
    (tmp_path / "half").write_text("q1 Q0 b 1 9 x\n", "utf-8")
    done = eval_command("score", *(str(tmp_path / name) for name in ("qrels", "good", "half")), "--json")
    good, half = json.loads(done.stdout)["runs"]
    assert good["Recall@10"]["value"] == 1.0
    assert half["Recall@10"]["value"] == 0.5
    assert half["difference"]["Recall@10"]["value"] == -0.5


def test_running_on_the_command_line(folder: Path, cache: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.md"
    arguments = ["run", "--dataset", str(folder), "--mode", "lexical", "--report", str(page), "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["ranking"]["lexical"]["Recall@10"]["value"] == 1.0
    assert str(tmp_path) not in page.read_text("utf-8"), (
        "a report tells nothing of the machine it was made on"
    )


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("run", "--dataset", "no-such-folder"), "no-such-folder"),
        (("run", "--mode", "magic"), "magic"),
        (("run", "--split", "training"), "training"),
        (("score", "no-such-qrels", "no-such-run"), "no-such-qrels"),
        (("score",), "qrels"),
    ],
)
def test_a_wrong_call_is_one_clear_message(arguments: tuple[str, ...], named: str) -> None:
    done = eval_command(*arguments)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert done.stdout == ""


# ── the datasets themselves ──────────────────────────────────────────────────────────────────────


JUDGED = {
    "reform-plans": SPLITS,
    "office-questions": SPLITS,
    "training-questions": ("dev",),
    "consultants-questions": ("dev",),
    "committee-questions": ("dev",),
    "staff-questions": ("dev",),
    "paraphrased-questions": ("dev",),
    "near-misses": ("dev",),
    "everyday-questions": ("dev",),
    "drafters-questions": ("dev",),
    "clerks-questions": ("dev",),
    "communes-questions": ("dev",),
    "leaders-questions": ("dev",),
    "visitors-questions": ("dev",),
    "inspectors-questions": ("dev",),
    "newcomers-questions": ("dev",),
    "planners-questions": ("dev",),
    "wards-questions": ("dev",),
    "reporters-questions": ("dev",),
    "advisers-questions": ("dev",),
    "other-fields": ("dev",),
    "further-fields": ("dev",),
    "fresh-plans": ("test",),
    "later-plans": ("test",),
}  # the splits that each dataset has


@pytest.fixture(scope="module", params=JUDGED)
def judged(request: pytest.FixtureRequest) -> Dataset:
    """A dataset; that it loads says that the words of every judgement still stand in their document."""
    return dataset.load(DATASETS / request.param)


def test_every_judged_place_stands_in_its_document(judged: Dataset) -> None:
    for question in judged.questions:
        for place in question.places:
            words = judged.readings[place.document].text[place.start : place.end]
            assert words.strip() == words != ""
            assert "\n" not in words, "a place lies within one block"


def test_questions_are_many_varied_and_told_apart(judged: Dataset) -> None:
    questions = judged.questions
    assert len(questions) >= 240
    assert len({question.id for question in questions}) == len(questions)
    assert len({question.text.casefold() for question in questions}) == len(questions)
    assert {question.split for question in questions} == set(JUDGED[judged.folder.name])
    for split in JUDGED[judged.folder.name]:
        kinds = Counter(question.kind for question in judged.of(split))
        assert set(KINDS) - {"metadata", "comparison"} <= set(kinds)
        assert min(kinds.values()) >= 5


def test_no_topic_crosses_the_splits(judged: Dataset) -> None:
    topics = [{one.topic for one in judged.questions if one.split == split} for split in SPLITS]
    assert not set.intersection(*topics)


def test_exactly_the_unanswerable_questions_have_no_place(judged: Dataset) -> None:
    for question in judged.questions:
        assert bool(question.answers) == (question.kind != "none"), question.id
        assert len(question.answers) <= 10, "Recall@10 must be able to reach 1"


def test_questions_do_not_copy_the_sentence_that_answers(judged: Dataset) -> None:
    for question in judged.questions:
        for place in question.answers:
            words = judged.readings[place.document].text[place.start : place.end].casefold()
            assert question.text.casefold() not in words or len(question.text.split()) <= 10, question.id


def test_the_beir_files_are_those_of_the_topics(judged: Dataset) -> None:
    for name, content in dataset.export(judged).items():
        committed = (judged.folder / name).read_text("utf-8")
        assert committed == content, f"{name} is out of date: python -m eval export"


def test_the_readme_counts_the_questions(judged: Dataset) -> None:
    page = (judged.folder / "README.md").read_text("utf-8")
    splits = JUDGED[judged.folder.name]
    counted = {"all": [judged.of(split) for split in splits]}
    counted |= {kind: [[one for one in row if one.kind == kind] for row in counted["all"]] for kind in KINDS}
    counted["topics"] = [{one.topic for one in row} for row in counted["all"]]
    for name, row in counted.items():
        if any(row):
            assert f"| {' | '.join([name, *(str(len(one)) for one in row)])} |\n" in page


def test_composed_plans_say_that_they_are_composed(judged: Dataset) -> None:
    for file in (judged.folder / "documents").iterdir():
        last = " ".join(file.read_text("utf-8")[-400:].split())
        assert "không phải văn bản của cơ quan n" in last  # "nhà nước", "nào"
        assert file.name.startswith("composed-")
        assert file in judged.files.values()


def test_nothing_is_fitted_to_what_tests_alone() -> None:
    tested = [name for name, splits in JUDGED.items() if "dev" not in splits]
    assert tested
    assert not set(tested) & set(adapter.TAUGHT_BY)
    plans = {
        name: {file.read_bytes() for file in (DATASETS / name / "documents").iterdir()} for name in JUDGED
    }
    for name in tested:
        assert not any(plans[name] & plans[other] for other in adapter.TAUGHT_BY)
