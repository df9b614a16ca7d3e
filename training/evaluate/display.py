"""An evaluation for people: tables on standard output, progress on the other."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from training.evaluate.gates import GateResult
from training.evaluate.intervals import Estimate
from training.evaluate.report import Report


def make_progress() -> Progress:
    """A progress display on standard error; silent where nobody watches."""
    console = Console(stderr=True, highlight=False)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def print_reports(
    reports: Mapping[str, Report], gates: Sequence[GateResult], seconds: float
) -> None:
    """Figures with their intervals, baselines, slices and notes; then the gates."""
    console = Console(highlight=False)
    for name, report in reports.items():
        _print_report(console, name, report)
    for gate in gates:
        _print_gate(console, gate)
    console.print(f"{seconds:.0f} s")


def _print_report(console: Console, name: str, report: Report) -> None:
    console.print(Text(f"{name}: {report.about}", style="bold"))
    console.print(_figures_table(report))
    if report.baselines:
        console.print(_baselines_table(report))
    if any(report.slices.values()):
        console.print(_slices_table(report))
    for note in report.notes:
        console.print(f"- {note}", markup=False)
    console.print()


def _figures_table(report: Report) -> Table:
    table = _table("metric", "served", "95% interval", "of")
    for metric, figure in report.metrics.items():
        table.add_row(metric, _number(figure.value), _interval(figure), f"{figure.count:,}")
    return table


def _baselines_table(report: Report) -> Table:
    table = _table("baseline", *report.headline, title="Baselines, and the lead of served")
    for baseline in report.baselines:
        cells = []
        for metric in report.headline:
            figure, lead = baseline.metrics.get(metric), baseline.lead.get(metric)
            cell = _number(figure.value) if figure else "-"
            if lead and lead.value is not None:
                cell += f"\n{lead.value:+.4f}\n{_interval(lead, signed=True)}"
            cells.append(cell)
        table.add_row(baseline.name, *cells)
    return table


def _slices_table(report: Report) -> Table:
    groups = [(kind, name) for kind, names in report.slices.items() for name in names]
    first = report.slices[groups[0][0]][groups[0][1]]
    shown = [metric for metric in report.headline if metric in first]
    table = _table("slice", "of", *shown, title="Served, by kind")
    for kind, name in groups:
        figures = report.slices[kind][name]
        cells = [
            f"{_number(figures[metric].value)}\n{_interval(figures[metric])}" for metric in shown
        ]
        table.add_row(f"{kind}: {name}", f"{figures[shown[0]].count:,}", *cells)
    return table


def _print_gate(console: Console, result: GateResult) -> None:
    if result.value is None or result.missed_by is None:
        console.print(f"Gate {result.gate} fails: it was not measured", style="red")
    elif result.passed:
        console.print(f"Gate {result.gate} holds: {_number(result.value)}", style="green")
    else:
        missed = _number(result.missed_by)
        line = f"Gate {result.gate} fails: {_number(result.value)} misses it by {missed}"
        console.print(line, style="red")


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.4f}"


def _interval(figure: Estimate, *, signed: bool = False) -> str:
    if figure.low is None or figure.high is None:
        return "-"
    if abs(figure.high) >= 10:
        return f"{figure.low:.1f} to {figure.high:.1f}"
    if signed:
        return f"{figure.low:+.3f} to {figure.high:+.3f}"
    return f"{figure.low:.3f} to {figure.high:.3f}"


def _table(*headers: str, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    for header in headers:
        table.add_column(header, justify="right", overflow="fold")
    table.columns[0].justify = "left"
    return table
