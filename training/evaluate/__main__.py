"""Measures the served system on a shop's own files.

    python -m training.evaluate search --products products.csv --queries queries.csv
    python -m training.evaluate recommend --sequences histories.txt --products products.csv
    python -m training.evaluate answers --evidence evidence.csv --pairs pairs.tsv
    python -m training.evaluate constraints --failures
    python -m training.evaluate typos --data DATA --dataset icecat
    python -m training.evaluate subjqa --file electronics-dev.csv.xz

`shopguide evaluate` runs this as a process of its own; docs/evaluation.md explains the figures.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from shopguide.domain.errors import ShopGuideError
from shopguide.domain.recommending import weights_to_json
from training.evaluate.bundles import code_version
from training.evaluate.display import make_progress, print_reports
from training.evaluate.errors import EvaluationInputError
from training.evaluate.gates import Gate, GateResult, check_gates, parse_gates
from training.evaluate.report import Report
from training.evaluate.served import ServedShop, open_shop

OK, GATE_FAILED, TOLD, INTERRUPTED = 0, 6, 65, 130
"""Exit codes; `TOLD` is an error whose reason stands on standard error (and in the JSON)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one evaluation; its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except ShopGuideError as error:
        _tell(error, as_json=options.json)
        return TOLD
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    gates = _gates_of(options)
    _check_writable(options.out)
    chosen = {} if options.models_dir is None else {"models_dir": options.models_dir}
    if options.task in _WITHOUT_SHOP:
        reports = _WITHOUT_SHOP[options.task](options)
        versions = {"shopguide": code_version()}
    else:
        with make_progress() as progress, open_shop(progress, **chosen) as shop:
            reports = _TASKS[options.task](shop, options)
            versions = _versions(shop, reports)
    results = check_gates(gates, reports)
    seconds = time.perf_counter() - began
    document = _document(options.task, reports, results, versions, seconds)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if options.out is not None:
        options.out.write_text(text, encoding="utf-8")
    if options.json:
        sys.stdout.write(text)
    else:
        print_reports(reports, results, seconds)
    return OK if all(result.passed for result in results) else GATE_FAILED


def _document(
    task: str,
    reports: Mapping[str, Report],
    gates: Sequence[GateResult],
    versions: Mapping[str, str],
    seconds: float,
) -> dict[str, Any]:
    return {
        "task": task,
        "reports": {name: report.to_json() for name, report in reports.items()},
        "gates": [asdict(gate) for gate in gates],
        "passed": all(gate.passed for gate in gates),
        "seconds": round(seconds, 1),
        "versions": versions,
    }


def _versions(shop: ServedShop, reports: Mapping[str, Report]) -> dict[str, str]:
    versions = {"shopguide": code_version(), "encoder": shop.encoder.bundle.fingerprint}
    if "pairs" in reports and shop.generator is not None:
        versions["generator"] = shop.generator.bundle.fingerprint
    return versions


def _gates_of(options: argparse.Namespace) -> list[Gate]:
    """The gates, which must name what the task measures."""
    modules = {
        "search": ("search",),
        "recommend": ("recommend",),
        "answers": ("evidence", "pairs"),
        "constraints": ("constraints",),
        "typos": ("typos",),
        "subjqa": ("subjqa",),
    }
    parts = [import_module(f"training.evaluate.{name}") for name in modules[options.task]]
    metrics = [metric for part in parts for metric in part.METRICS]
    baselines = [name for part in parts for name in part.BASELINES]
    return parse_gates(options.gate, metrics, list(dict.fromkeys(baselines)))


def _check_writable(out: Path | None) -> None:
    """Raise `EvaluationInputError` now rather than after all the work."""
    if out is not None and (out.is_dir() or not out.resolve().parent.is_dir()):
        raise EvaluationInputError(
            f"{out} cannot be written.",
            fix="Name a file in a folder that is there.",
            field="out",
        )


def _search(shop: ServedShop, options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.search import evaluate_search

    report = evaluate_search(shop, options.products, options.queries, limit=options.limit)
    return {"search": report}


def _typos(shop: ServedShop, options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.typos import evaluate_typos

    report = evaluate_typos(
        shop, options.data, options.dataset, limit=options.limit, examples=options.examples
    )
    return {f"typos, {options.dataset}": report}


def _constraints(options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.constraints import evaluate_constraints

    report = evaluate_constraints(options.queries, options.shop, failures=options.failures)
    return {"constraints": report}


def _recommend(shop: ServedShop, options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.recommend import Plan, evaluate_recommend
    from training.models.sequence_training import SequenceSettings

    _check_writable(options.weights)
    _check_writable(options.curve)
    plan = Plan(
        users=options.users or None,
        protocol=options.protocol,
        recommender=SequenceSettings() if options.recommender else None,
        tune=options.tune or options.weights is not None,
        curve=options.curve,
    )
    report, weights = evaluate_recommend(shop, options.sequences, options.products, plan)
    if options.weights is not None and weights is not None:
        text = json.dumps(weights_to_json(weights), indent=2) + "\n"
        options.weights.write_text(text, encoding="utf-8")
    return {"recommend": report}


def _answers(shop: ServedShop, options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.evidence import evaluate_evidence
    from training.evaluate.pairs import evaluate_pairs

    reports = {}
    if options.evidence is not None:
        reports["evidence"] = evaluate_evidence(shop, options.evidence, limit=options.limit)
    if options.pairs is not None:
        reports["pairs"] = evaluate_pairs(shop, options.pairs, limit=options.limit)
    return reports


def _subjqa(shop: ServedShop, options: argparse.Namespace) -> dict[str, Report]:
    from training.evaluate.subjqa import evaluate_subjqa

    return {"subjqa": evaluate_subjqa(shop, options.file, limit=options.limit)}


_TASKS: Mapping[str, Callable[[ServedShop, argparse.Namespace], dict[str, Report]]] = {
    "search": _search,
    "recommend": _recommend,
    "answers": _answers,
    "typos": _typos,
    "subjqa": _subjqa,
}
_WITHOUT_SHOP: Mapping[str, Callable[[argparse.Namespace], dict[str, Report]]] = {
    "constraints": _constraints,
}
"""What needs neither models nor an index."""

_ANNOTATED = Path(__file__).resolve().parents[2] / "tests" / "data"


def _tell(error: ShopGuideError, *, as_json: bool) -> None:
    problem = {
        "type": f"urn:shopguide:problem:{error.code}",
        "title": "Nothing was measured.",
        "detail": error.message,
        "code": error.code,
        "field": error.field,
        "fix": error.fix or None,
    }
    known = {name: value for name, value in problem.items() if value is not None}
    if as_json:
        print(json.dumps(known, ensure_ascii=False, indent=2))
    print(f"Error: {error.message}", file=sys.stderr)
    if error.fix:
        print(f"Fix: {error.fix}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate", description="Measures the served system."
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    search = _task(tasks, "search")
    search.add_argument("--products", type=Path, required=True)
    search.add_argument("--queries", type=Path, required=True)
    recommend = _task(tasks, "recommend")
    recommend.add_argument("--sequences", type=Path, required=True)
    recommend.add_argument("--products", type=Path)
    recommend.add_argument("--users", type=int, default=2_000)
    recommend.add_argument("--protocol", choices=["served", "strict"], default="served")
    recommend.add_argument("--recommender", action="store_true")
    recommend.add_argument("--tune", action="store_true")
    recommend.add_argument("--weights", type=Path)
    recommend.add_argument("--curve", type=Path)
    answers = _task(tasks, "answers")
    answers.add_argument("--evidence", type=Path)
    answers.add_argument("--pairs", type=Path)
    typos = _task(tasks, "typos")
    typos.add_argument("--data", type=Path, required=True)
    typos.add_argument("--dataset", choices=["icecat", "zh-retrieval"], default="icecat")
    typos.add_argument("--examples", type=int, default=0)
    subjqa = _task(tasks, "subjqa")
    subjqa.add_argument("--file", type=Path, required=True)
    for task in (search, answers, typos, subjqa):
        task.add_argument("--limit", type=int)
    constraints = _task(tasks, "constraints")
    constraints.add_argument(
        "--queries", type=Path, default=_ANNOTATED / "constraint_queries.jsonl"
    )
    constraints.add_argument("--shop", type=Path, default=_ANNOTATED / "constraint_shop.json")
    constraints.add_argument("--failures", action="store_true")
    return parser


def _task(tasks: Any, name: str) -> argparse.ArgumentParser:
    task: argparse.ArgumentParser = tasks.add_parser(name)
    task.add_argument("--models-dir", type=Path)
    task.add_argument("--gate", action="append", default=[])
    task.add_argument("--out", type=Path)
    task.add_argument("--json", action="store_true")
    return task


if __name__ == "__main__":
    sys.exit(main())
