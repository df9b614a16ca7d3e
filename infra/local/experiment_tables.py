"""Experiments and reports as tables for the terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document

METRICS = {
    "click_rate": "click rate",
    "conversion_rate": "conversion rate",
    "revenue_per_session": "revenue per session",
}
_LEFT_OUT = {
    "robots": "shoppers who do more than people do",
    "moved": "shoppers who saw two variants",
    "damaged": "damaged lines or files of the lake",
    "purchases_in_other_currencies": "purchases in other currencies",
    "purchases_without_value": "purchases that did not say what was paid",
}
_GROUPS_SHOWN = 10


def print_experiments(console: Console, document: Document) -> None:
    """The experiments of a version, a variant a line."""
    if not document["experiments"]:
        console.print("There are no experiments.")
        return
    table = _table("experiment", "scene", "status", "metric", "variant", "share", "overrides")
    for each in document["experiments"]:
        status = each["status"] + (", interleaved" if each["interleave"] else "")
        told = [each["name"], each["scene"], status, METRICS[each["metric"]]]
        for variant in each["variants"]:
            overrides = ", ".join(f"{name}={value}" for name, value in variant["overrides"].items())
            _row(table, *told, variant["name"], f"{variant['share']:.0%}", overrides or "-")
            told = ["", "", "", ""]
    console.print(table)
    state = "in use" if document["is_live"] else "not in use"
    console.print(f"Version {document['version']}, {state}.", markup=False)


def print_report(console: Console, document: Document) -> None:
    """What came of an experiment: the verdict first, then the figures."""
    for each in document["verdicts"]:
        console.print(each["text"]["en"], markup=False)
        console.print(each["text"]["zh"], markup=False)
    if document["interleaving"]:
        _print_interleaving(console, document["interleaving"])
    else:
        _print_variants(console, document)
        _print_comparisons(console, document)
        p_value = document["sample_ratio"]["p_value"]
        console.print(f"Sample ratio: p = {p_value:.3g} (below 0.001 something is broken).")
    for name, text in _LEFT_OUT.items():
        if count := document["left_out"][name]:
            console.print(f"Left out: {count:,} {text}.", markup=False)


def print_exposure(console: Console, document: Document) -> None:
    """How products are exposed."""
    days, places = document["days"], document["places"]
    console.print(f"{places:,} places in {document['lists']:,} lists of the last {days} days.")
    if not places:
        console.print("No list was reported: apps do that by the event 'view_item_list'.")
        return
    figures = {
        "coverage": f"{document['coverage']:.1%} of {document['products']:,} products",
        "long tail": f"{document['long_tail']:.1%} of the places; it is"
        f" {1 - document['head_share']:.0%} of the products",
        "Gini": f"{document['gini']:.3f}",
        "novelty": f"{document['novelty']:.2f} bits",
    }
    table = Table(show_header=False)
    for name, told in figures.items():
        _row(table, name, told)
    console.print(table)
    for name in ("brands", "sellers"):
        _print_groups(console, name, document[name])
    if document["robots"]:
        console.print(f"Left out: {document['robots']:,} {_LEFT_OUT['robots']}.")


def _print_variants(console: Console, document: Document) -> None:
    table = _table("variant", "shoppers", *METRICS.values())
    for each in document["variants"]:
        figures = [_interval(each["metrics"][name], name) for name in METRICS]
        _row(table, each["name"], f"{each['shoppers']:,}", *figures)
    console.print(table)


def _print_comparisons(console: Console, document: Document) -> None:
    headers = ("difference", "of the control", "at every look", "p", "verdict")
    table = _table("variant", "metric", *headers)
    for each in document["comparisons"]:
        name = each["metric"]
        always, relative = each["always_valid"], each["relative"]
        figures = [
            _interval(each["difference"], name, "+"),
            "-" if relative is None else f"{relative:+.1%}",
            _interval(always, name, "+"),
            f"{always['p_value']:.3g}",
        ]
        _row(table, each["variant"], METRICS[name], *figures, each["verdict"].replace("_", " "))
    console.print(table)


def _print_interleaving(console: Console, found: Document) -> None:
    share = found["share_over_half"]
    console.print(
        f"{found['rankings']:,} drafted lists, {found['shoppers']:,} shoppers:"
        f" {found['variant_wins']:,} took more of the variant's products,"
        f" {found['control_wins']:,} of the control's, {found['ties']:,} as many.\n"
        f"Share of the variant: {0.5 + share['value']:.1%}"
        f" [{0.5 + share['low']:.1%}, {0.5 + share['high']:.1%}];"
        f" sign test p = {found['sign_test_p_value']:.3g},"
        f" at every look p = {found['always_valid']['p_value']:.3g}."
    )


def _print_groups(console: Console, name: str, groups: list[Document]) -> None:
    table = _table(name, "products", "of the catalogue", "of the places", "of the purchases")
    for each in groups[:_GROUPS_SHOWN]:
        shares = (f"{each[share]:.1%}" for share in ("catalogue", "exposure", "sales"))
        _row(table, each["name"] or "-", f"{each['products']:,}", *shares)
    console.print(table)


def _interval(found: Document, metric: str, sign: str = "") -> str:
    """A figure with its interval; rates in percent, their differences in percentage points."""
    scale, unit = (1, "") if metric == "revenue_per_session" else (100, " pp" if sign else "%")
    told = [found[name] for name in ("value", "low", "high")]
    if told[1] is None:
        return f"{scale * told[0]:{sign}.2f}{unit} [not known yet]"
    value, low, high = (f"{scale * each:{sign}.2f}" for each in told)
    return f"{value}{unit} [{low}, {high}]"


def _table(*headers: str) -> Table:
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))
