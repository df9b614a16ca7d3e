"""Moderation cases as the terminal shows them."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from infra.local.tables import short_id

_SHOWN = 160
"""Characters of a passage that are shown."""


def print_cases(console: Console, document: Document) -> None:
    """A page of cases."""
    cases: Sequence[Document] = document["cases"]
    if not cases:
        console.print("There are no such cases.")
        return
    console.print(_table(cases))
    if document["next_cursor"]:
        console.print(f"More: --cursor {document['next_cursor']}", markup=False, soft_wrap=True)


def print_case(console: Console, case: Document) -> None:
    """A case, with the passages near it where they are known."""
    console.print(f"Case {case['case_id']}: {state_of(case)}", markup=False)
    for name, value in _lines(case):
        console.print(Text.assemble((f"{name}: ", "bold"), value))
    for name, title in (("closest_then", "Closest then"), ("closest_now", "Closest now")):
        if case.get(name):
            console.print(title, style="bold")
            for passage in case[name]:
                console.print(Text(f"  {_passage(passage)}"), style="dim")


def state_of(case: Document) -> str:
    """How far a case is, why it is there, and how often it was asked."""
    times = "once" if case["asked"] == 1 else f"{case['asked']} times"
    return f"{case['status']} ({case['reason']}), asked {times}"


def print_sync(console: Console, document: Document) -> None:
    """What it took to bring the passages in step."""
    names = ("verified", "written", "removed", "stale", "waiting")
    table = Table(*names)
    table.add_row(*(str(document[name]) for name in names))
    console.print(table)


def print_figures(console: Console, document: Document) -> None:
    """How the queue and the answers do."""
    counts = ", ".join(f"{count} {status}" for status, count in document["cases"].items())
    reasons = ", ".join(f"{n} {name}" for name, n in document["open_by_reason"].items() if n)
    console.print(f"Cases: {counts}; verified answers in use: {document['verified']}")
    if reasons:
        console.print(f"Open because: {reasons}")
    if document["median_seconds_to_answer"] is not None:
        console.print(f"Median time to answer: {_duration(document['median_seconds_to_answer'])}")
    if document["most_asked"]:
        console.print(_table(document["most_asked"], title="Most asked"))
    if document["answers"]:
        console.print(_answers(document["answers"]))


def _lines(case: Document) -> Iterator[tuple[str, str]]:
    yield "Question", case["question"]
    if case["product_id"]:
        yield "Product", case["product_id"]
    if case["answer_text"]:
        yield "Answered", case["answer_text"]
    if case["verified_text"]:
        state = "in use" if case["in_use"] else "not used"
        yield f"Verified ({case['verified_by'] or 'somebody'}, {state})", case["verified_text"]
    if case["note"]:
        yield "Note", case["note"]
    yield "Opened", f"{_minute(case['opened_at'])}, changed {_minute(case['changed_at'])}"


def _table(cases: Sequence[Document], title: str | None = None) -> Table:
    """A line a case; without rules between the columns, so that a double click takes an id."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("case", "asked", "reason", "product", "question"):
        table.add_column(name, overflow="fold", no_wrap=name in ("case", "reason"))
    for case in cases:
        about = case["product_id"] or "-"
        cells = [short_id(case["case_id"]), str(case["asked"]), case["reason"], about]
        table.add_row(*map(Text, [*cells, case["question"]]))
    return table


def _answers(kinds: Document) -> Table:
    table = Table(title="Answers by kind of question", title_justify="left")
    for name in ("kind", "answers", "abstained", "up", "down", "liked"):
        table.add_column(name, justify="left" if name == "kind" else "right")
    for kind, figures in kinds.items():
        up = figures["up"] + figures["abstained_up"]
        down = figures["down"] + figures["abstained_down"]
        share = figures["up_share"]
        liked = "-" if share is None else f"{share:.0%}"
        cells = (kind, figures["answers"], figures["abstained"], up, down, liked)
        table.add_row(*map(str, cells))
    return table


def _passage(passage: Document) -> str:
    text = passage["text"]
    shown = text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + " …"
    votes = f" (+{passage['up']} -{passage['down']})" if passage["up"] + passage["down"] else ""
    return f"[{passage['kind']} {passage['source']}] {shown}{votes}"


def _minute(at: str) -> str:
    """A time of the API to the minute; all of them are of UTC."""
    return f"{at[:10]} {at[11:16]} UTC"


def _duration(seconds: float) -> str:
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"
