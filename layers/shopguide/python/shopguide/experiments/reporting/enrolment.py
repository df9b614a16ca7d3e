"""Who took part in an experiment: since when, and in which variant."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from shopguide.domain.json_value import JsonObject
from shopguide.experiments.definition import Experiment
from shopguide.experiments.reporting.lake_lines import moment_of


@dataclass(slots=True)
class Enrolment:
    """The shoppers of an experiment.

    Attributes:
        variants: By shopper.
        since: First exposure, by shopper: what they did before does not count.
        moved: Shoppers who saw more than one variant, and are left out.
    """

    variants: dict[str, str] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)


def enrolled(
    lines: Iterable[JsonObject], experiment: Experiment, since: datetime | None
) -> Enrolment:
    """Read who took part, from the exposures of an experiment from a moment on."""
    names = {variant.name for variant in experiment.variants}
    found = Enrolment()
    for line in lines:
        if line.get("type") != "exposure" or line.get("experiment") != experiment.name:
            continue
        at, shopper, variant = moment_of(line), line.get("shopper_id"), line.get("variant")
        if at is None or not isinstance(shopper, str) or variant not in names:
            continue
        if since is None or at >= since:
            _take(found, shopper, str(variant), at)
    for shopper in found.moved:
        found.variants.pop(shopper)
        found.since.pop(shopper)
    return found


def _take(found: Enrolment, shopper: str, variant: str, at: datetime) -> None:
    if found.variants.setdefault(shopper, variant) != variant:
        found.moved.add(shopper)
    found.since[shopper] = min(at, found.since.get(shopper, at))
