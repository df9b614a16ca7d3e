"""What happened to a file, in a sentence, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shopguide.catalog.reading.facts import percent_sure
from shopguide.catalog.reports.texts import TEXTS, say
from shopguide.text.language import Language

Tone = Literal["good", "look", "stop"]

_TONES: Mapping[str, Tone] = {"published": "good", "indexing": "good", "checked": "good"}
_FIXES = {
    "too_many_rejected": "fix_rejected",
    "too_many_removed": "fix_removed",
    "uncertain_encoding": "fix_encoding",
    "canary_fell": "fix_canary",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One sentence, those that explain it, and what to do, in order; `original` is the import's
    own account in English, where the page says it in other words.
    """

    tone: Tone
    title: str
    sentences: tuple[str, ...]
    steps: tuple[str, ...]
    original: str = ""


def headline_of(report: Mapping[str, Any], language: Language) -> Headline:
    """The headline of a report, in either language."""
    outcome = report["outcome"]
    tone = _TONES.get(outcome, "stop")
    if tone == "good" and (report["problem_code"] or report.get("problems")):
        tone = "look"
    return Headline(
        tone=tone,
        title=_title(report, language),
        sentences=tuple(_sentences(report, language)),
        steps=tuple(_steps(report, language)),
        original=report["problem"] if language == "zh" else "",
    )


def _title(report: Mapping[str, Any], language: Language) -> str:
    outcome = report["outcome"]
    if outcome == "published" and report["restores"] is not None:
        return say(language, "published_restored", version=report["restores"])
    if outcome == "published" and "batches" in report and not report["batches"]:
        return say(language, "published_nothing")
    return say(language, outcome)


def _sentences(report: Mapping[str, Any], language: Language) -> Iterator[str]:
    outcome, code = report["outcome"], report["problem_code"]
    if outcome == "published" and report.get("batches"):
        yield say(
            language,
            "published_is",
            version=report["catalogue_version"],
            changes=changes_text(report, language),
        )
    if outcome == "indexing":
        changes = changes_text(report, language)
        yield say(language, "indexing_is", changes=changes[:1].upper() + changes[1:])
    if outcome == "checked" and "counts" in report:
        yield say(language, "checked_would", changes=changes_text(report, language))
        if code:
            yield say(language, "checked_held")
    if code:
        yield from _why(report, language)
    if outcome == "held" and "counts" in report:
        yield say(language, "held_would", changes=changes_text(report, language))


def _why(report: Mapping[str, Any], language: Language) -> Iterator[str]:
    """What is wrong: in Chinese by its code, in English as the import itself put it."""
    if language == "en" and report["problem"]:
        yield _without_steps(report["problem"], report["fix"])
        return
    for code in _codes(report):
        if code in _FIXES and "counts" in report:
            yield say(language, code, **_figures(report))
        elif code in TEXTS:
            yield say(language, code)


def _codes(report: Mapping[str, Any]) -> Sequence[str]:
    """Everything that holds an import, or the one reason for which it did not end well."""
    code = report["problem_code"]
    return report.get("holds") or (code,) if code else ()


def _without_steps(problem: str, fix: str) -> str:
    """The sentences that say what is wrong, without those that stand among the steps."""
    return problem.partition(" Nothing was changed.")[0].removesuffix(fix).strip()


def _figures(report: Mapping[str, Any]) -> dict[str, str]:
    encoding = (report.get("file") or {}).get("encoding") or {"value": "", "confidence": 0}
    counts = {name: f"{count:,}" for name, count in report["counts"].items()}
    return {
        **counts,
        "rows_before": f"{report['rows_before']:,}",
        "encoding": encoding["value"],
        "confidence": percent_sure(encoding["confidence"]),
    }


def _steps(report: Mapping[str, Any], language: Language) -> Iterator[str]:
    outcome, codes = report["outcome"], _codes(report)
    if report["line"]:
        yield say(language, "place_line", line=report["line"])
    if report["column"]:
        yield say(language, "place_column", column=report["column"])
    if report["fix"] and language == "en":
        yield report["fix"]
    if report["fix"]:
        yield say(language, "upload_again")
    if language == "zh":  # in English the sentences above have said it
        yield from (say(language, _FIXES[code]) for code in codes if code in _FIXES)
    if outcome == "held":
        yield say(language, "approve", import_id=report["import_id"])
    if outcome == "failed" and not report["fix"]:
        yield say(language, "see_log")
    if report["rejected_key"] and outcome == "checked":
        yield say(language, "fix_checked")
    elif report["rejected_key"] and "too_many_rejected" not in codes:
        yield say(language, "fix_rejected" if outcome == "held" else "send_rejected")


def changes_text(report: Mapping[str, Any], language: Language) -> str:
    """What changes, in counts: ``12 added, 3 removed``."""
    counts = report.get("counts", {})
    parts = [
        say(language, f"n_{name}", n=f"{counts[name]:,}")
        for name in ("added", "changed_text", "changed_fields", "removed", "rejected")
        if counts.get(name)
    ]
    if not parts:
        return say(language, "no_changes")
    text = parts[0]
    for part in parts[1:]:
        text = say(language, "between", before=text, after=part)
    return text
