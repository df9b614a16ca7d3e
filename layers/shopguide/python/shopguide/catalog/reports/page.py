"""``report.html``: the report as one page for people, which needs neither network nor script."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopguide.catalog.reading.facts import percent_sure
from shopguide.catalog.reports.headline import headline_of
from shopguide.catalog.reports.price_plot import amount_text, price_plots
from shopguide.catalog.reports.texts import TEXTS, say
from shopguide.catalog.reports.word_changes import mark_changes
from shopguide.text.language import Language

if TYPE_CHECKING:
    from jinja2 import Template

_OUTCOMES = ("unchanged", "added", "changed_text", "changed_fields", "merged", "rejected")


def render_page(report: Mapping[str, Any]) -> str:
    """The page of a report, which is ``report.json`` as it was read.

    In the language of the shop, with the headline in the other one. Everything that came from the
    file is escaped.
    """
    language: Language = report["language"]
    other: Language = "en" if language == "zh" else "zh"
    prices = report.get("prices") or {"categories": ()}
    return _template().render(
        report=report,
        language=language,
        other=other,
        say=partial(say, language),
        headline=headline_of(report, language),
        other_headline=headline_of(report, other),
        outcomes=_OUTCOMES,
        plots=price_plots(prices["categories"]),
        mark=mark_changes,
        is_text=TEXTS.__contains__,
    )


@cache
def _template() -> "Template":
    """Compiled once; Jinja is imported by who renders a page, and by nobody else."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=lambda count: f"{count:,}",
        amount=amount_text,
        share=lambda part, whole: f"{part / whole:.1%}" if whole else "-",
        sure=percent_sure,
        signed=lambda count: f"{count:+,}",
    )
    return environment.get_template("report.html")
