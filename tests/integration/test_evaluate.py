"""`training.evaluate` on a real shop of a few products: import, index, events, answers, exit codes.

The encoder is a tiny real bundle, so the figures mean nothing; what counts is that the served
system gives them.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.adapters.memory.models import ScriptedGenerator
from shopguide.adapters.onnx.bundle import read_manifest
from shopguide.domain.bundle import CURRENT_NAME, MANIFEST_NAME, manifest_to_json
from tests.contract.tiny_bundles import tiny_encoder_bundle
from training.evaluate.__main__ import main
from training.evaluate.display import make_progress
from training.evaluate.pairs import evaluate_pairs
from training.evaluate.served import open_shop

PRODUCTS = """id,title,description
S1,Red running shoe,Light shoe for the road.
S2,Red trail shoe,
K1,Black kettle,Holds 1.7 litres.
H1,Wireless headphones,Black and wireless.
水壶-1,红色水壶,
"""
QUERIES = """query,product_id,rating
red shoe,S1,3
red shoe,S2,1
red shoe,K1,0
black kettle,K1,2
红 水壶,水壶-1,2
wireless headphones,gone,3
"""
SEQUENCES = "".join(f"u{n} S1 S2 K1 H1\n" for n in range(6)) + "u6 K1 H1 S1\n"
EVIDENCE = """qid,question,ASIN,candidate,source,label,title
1,How much water does the kettle hold?,K1,It holds 1.7 litres of water.,description,2,Black kettle
1,How much water does the kettle hold?,K1,My sister bought two of them.,review,0,Black kettle
2,Does the kettle sing?,K1,My sister bought two of them.,review,0,Black kettle
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    _write_tuned_copy(tiny_encoder_bundle(folder / "models"))
    names = {
        "products.csv": PRODUCTS,
        "queries.csv": QUERIES,
        "sequences.txt": SEQUENCES,
        "evidence.csv": EVIDENCE,
    }
    for name, text in names.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _write_tuned_copy(base: Path) -> None:
    """The bundle ``tuned``: the same model, said to be trained."""
    home = base.parents[1] / "tuned"
    copy = shutil.copytree(base, home / base.name)
    manifest = replace(read_manifest(copy), name="tuned", training_data="a shop's queries")
    (copy / MANIFEST_NAME).write_text(manifest_to_json(manifest), encoding="utf-8")
    (home / CURRENT_NAME).write_text(base.name, encoding="utf-8")


@pytest.fixture(autouse=True)
def settings_of_this_test(monkeypatch: pytest.MonkeyPatch, files: Path) -> Iterator[None]:
    monkeypatch.setenv("SHOPGUIDE_ENCODER", "tiny")
    monkeypatch.setenv("SHOPGUIDE_GENERATOR", "none")
    monkeypatch.setenv("SHOPGUIDE_MODELS_DIR", str(files / "models"))
    return


def evaluate(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_search_is_measured_on_the_imported_products(
    files: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, document = evaluate(
        capsys,
        "search",
        "--products",
        files / "products.csv",
        "--queries",
        files / "queries.csv",
        "--out",
        tmp_path / "report.json",
        "--gate",
        "recall@50>=1",
        "--gate",
        "empty<=0",
    )
    report = document["reports"]["search"]
    assert code == 0
    assert document["passed"]
    assert report["sizes"]["products"] == 5
    assert report["sizes"]["queries"] == 3
    assert report["sizes"]["rated_products_not_in_catalogue"] == 1
    assert report["metrics"]["recall@50"] == {"value": 1, "low": 1, "high": 1, "count": 3}
    assert set(report["baselines"]) == {"bm25", "bm25+served", "random"}
    assert set(report["slices"]["language"]) == {"en", "zh"}
    assert "tiny@" in document["versions"]["encoder"]
    assert json.loads((tmp_path / "report.json").read_text()) == document


def test_trained_encoder_is_compared_with_its_base(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPGUIDE_ENCODER", "tuned")
    given = ["--products", files / "products.csv", "--queries", files / "queries.csv"]
    code, document = evaluate(capsys, "search", *given, "--gate", "mrr@10:base>=0")
    base = document["reports"]["search"]["baselines"]["base"]
    assert code == 0
    assert "tiny, untuned" in base["about"]
    assert base["lead"]["mrr@10"] == {"value": 0, "low": 0, "high": 0, "count": 3}


def test_recommendations_come_from_the_reported_histories(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = evaluate(
        capsys,
        "recommend",
        "--sequences",
        files / "sequences.txt",
        "--products",
        files / "products.csv",
        "--users",
        "4",
    )
    report = document["reports"]["recommend"]
    assert code == 0
    # Two products are left to recommend to each shopper; the hidden one is always among them.
    assert report["metrics"]["hr@10"]["value"] == 1
    assert report["metrics"]["hr@10"]["count"] == 4
    assert report["sizes"]["answers_by_blend"] == 4
    assert report["baselines"]["knn"]["metrics"]["hr@10"]["count"] == 7
    assert report["baselines"]["knn"]["lead"]["hr@10"]["count"] == 4
    assert any("4 of 7 shoppers" in note for note in report["notes"])


def test_a_strict_night_with_a_recommender_is_tuned_and_drawn(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights, curve = tmp_path / "weights.json", tmp_path / "curve.svg"
    code, document = evaluate(
        capsys,
        "recommend",
        "--sequences",
        files / "sequences.txt",
        "--products",
        files / "products.csv",
        "--protocol",
        "strict",
        "--recommender",
        "--weights",
        weights,
        "--curve",
        curve,
        "--gate",
        "hr@10>=1",
    )
    report = document["reports"]["recommend"]
    assert code == 0
    assert report["sizes"]["answers_by_blend"] == 7
    assert report["metrics"]["tuning-lead"]["count"] == 7
    assert any("nobody's last two" in note for note in report["notes"])
    # Weights are written where they are better beyond chance, and nowhere else.
    assert weights.exists() == (report["metrics"]["tuning-lead"]["low"] > 0)
    assert any(("Tuned weights" in note) == weights.exists() for note in report["notes"])
    assert curve.read_text(encoding="utf-8").startswith("<svg")


def test_recommendations_without_products_say_what_they_lack(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = evaluate(capsys, "recommend", "--sequences", files / "sequences.txt")
    assert code == 0
    assert any("Without --products" in note for note in document["reports"]["recommend"]["notes"])


def test_answers_are_judged_by_the_served_confidence(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = evaluate(
        capsys, "answers", "--evidence", files / "evidence.csv", "--gate", "p@1>=1.1"
    )
    report = document["reports"]["evidence"]
    assert code == 6
    assert report["sizes"]["answerable"] == 1
    assert report["sizes"]["unanswerable"] == 1
    assert {"random", "bm25", "cosine"} <= set(report["baselines"])
    assert document["gates"][0]["missed_by"] == pytest.approx(
        1.1 - report["metrics"]["p@1"]["value"]
    )


def test_a_file_whose_questions_are_all_refused_is_named(
    tmp_path: Path, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = tmp_path / "long.csv"
    evidence.write_text(f"question,candidate,label\n{'why ' * 500},Because.,2\n", encoding="utf-8")
    code, problem = evaluate(capsys, "answers", "--evidence", evidence)
    assert code == 65
    assert "long.csv" in problem["detail"]
    assert problem["field"] == "question"


def test_table_is_for_people(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "--evidence", str(files / "evidence.csv"), "--gate", "p@1>=1.1"]) == 6
    shown = capsys.readouterr().out
    assert "evidence of 2 questions" in shown
    assert "Gate p@1>=1.1 fails" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        "search --products gone.csv --queries queries.csv",
        "search --products queries.csv --queries queries.csv",
        "search --products products.csv --queries products.csv",
        "recommend --sequences sequences.txt --gate ndcg>=1",
        "answers --pairs evidence.csv",
        "answers --evidence evidence.csv --out gone/report.json",
    ],
)
def test_every_failure_is_one_json_object_with_a_fix(
    files: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
) -> None:
    monkeypatch.chdir(files)
    exit_code, problem = evaluate(capsys, *arguments.split())
    assert exit_code == 65
    assert problem["code"] == "evaluation_input_invalid"
    assert problem["fix"]


def test_command_line_passes_the_outcome_on(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    evidence = str(files / "evidence.csv")
    assert run(["evaluate", "answers", "--evidence", evidence, "--gate", "risk<=-1"]) == 6
    assert "Gate risk<=-1 fails" in capfd.readouterr().out
    assert run(["evaluate", "answers", "--evidence", "gone.csv", "--json"]) == ExitCode.ERROR
    assert json.loads(capfd.readouterr().out)["detail"] == "There is no file gone.csv."
    assert run(["evaluate", "answers"]) == ExitCode.USAGE


def test_generated_answers_are_compared_before_and_after_verification(
    files: Path, tmp_path: Path
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "question\tcandidate\tanswer\n"
        "How much does it hold?\tThe black kettle holds 1.7 litres of water.\t1.7 litres.\n"
        "How much does it hold?\tThe black kettle holds 3 litres of water.\t3 litres.\n",
        encoding="utf-8",
    )
    with make_progress() as progress, open_shop(progress, answer_threshold=0.0) as shop:
        shop.use_generator(ScriptedGenerator("The black kettle holds 1.7 litres. [1]"))
        report = evaluate_pairs(shop, pairs, limit=None)
    figures = {name: figure.value for name, figure in report.metrics.items()}
    assert figures["generated"] == 0.5  # of the second kettle it says what is not there
    assert figures["numbers-supported"] == 1
    assert figures["raw-numbers-supported"] == 0.5
    assert figures["abstained"] == 0
    assert report.sizes["rejected_by_verification"] == 1
    copied = report.baselines[0]
    assert copied.name == "copy"
    assert copied.metrics["numbers-supported"].value == 1


def test_pairs_need_a_generator(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = files / "one.tsv"
    pairs.write_text("question\tcandidate\tanswer\nHow?\tSo.\tSo.\n", encoding="utf-8")
    code, problem = evaluate(capsys, "answers", "--pairs", pairs)
    assert code == 65
    assert problem["field"] == "SHOPGUIDE_GENERATOR"
