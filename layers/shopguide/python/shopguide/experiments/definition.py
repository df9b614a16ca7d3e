"""What an experiment is: variants of a scene, each for a share of the shoppers, and a metric."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.recommending import Scene

SEARCH_SCENE = "search"
"""The scene of searches, which `Scene` leaves out because nothing is recommended there."""

SCENES = (str(Scene.HOME), str(Scene.CAMPAIGN), SEARCH_SCENE)
"""Scenes whose requests have something to override; lists beside products and carts do not."""

DEFAULT_SMALLEST_EFFECT = 0.05


class ExperimentStatus(StrEnum):
    """Whether shoppers are given variants; a report is made of a stopped experiment, too."""

    RUNNING = "running"
    STOPPED = "stopped"


class Metric(StrEnum):
    """What an experiment is decided by; a report tells all of them.

    Attributes:
        CLICK_RATE: Products taken from a list, by the products it showed (CTR).
        CONVERSION_RATE: Sessions with a purchase, by sessions (CVR).
        REVENUE_PER_SESSION: What was paid, by sessions.
    """

    CLICK_RATE = "click_rate"
    CONVERSION_RATE = "conversion_rate"
    REVENUE_PER_SESSION = "revenue_per_session"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of doing it.

    Attributes:
        name: Unique in its experiment.
        share: Of the shoppers, above 0 to 1; those of an experiment add up to 1.
        overrides: What takes the place of members of the request; none in most controls.
    """

    name: str
    share: float
    overrides: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Variants that are compared with the first of them, the control.

    Attributes:
        name: Unique for good: who takes part in which variant is drawn from it.
        variants: Two or more.
        scene: Where it is run, one of `SCENES`.
        metric: What it is decided by.
        status: Whether it runs.
        interleave: Whether each list is drafted from the rankings of both variants.
        starts: When it begins to apply; None for at once.
        ends: When it no longer applies, exclusive.
        smallest_effect: Change of the metric, relative to the control's, that would matter.
    """

    name: str
    variants: tuple[Variant, ...]
    scene: str
    metric: Metric = Metric.CLICK_RATE
    status: ExperimentStatus = ExperimentStatus.RUNNING
    interleave: bool = False
    starts: datetime | None = None
    ends: datetime | None = None
    smallest_effect: float = DEFAULT_SMALLEST_EFFECT

    def is_running(self, at: datetime) -> bool:
        """Whether shoppers take part in it at this moment."""
        begun = self.starts is None or self.starts <= at
        over = self.ends is not None and at >= self.ends
        return self.status is ExperimentStatus.RUNNING and begun and not over

    @property
    def overridden(self) -> frozenset[str]:
        """Members of a request that some variant sets."""
        return frozenset(name for variant in self.variants for name in variant.overrides)


@dataclass(frozen=True, slots=True)
class Experiments:
    """A published file of experiments; equal, and hashed, by the version of its content."""

    version: str
    experiments: tuple[Experiment, ...] = field(compare=False)

    @classmethod
    def of(cls, experiments: Sequence[Experiment]) -> "Experiments":
        """These experiments with the version of their content."""
        content = [experiment_to_json(each) for each in experiments]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return cls(hashlib.sha256(text.encode()).hexdigest()[:16], tuple(experiments))

    def named(self, name: str) -> Experiment | None:
        """The experiment of a name."""
        return next((each for each in self.experiments if each.name == name), None)


def experiment_to_json(experiment: Experiment) -> dict[str, JsonValue]:
    """An experiment as the definitions file has it; times are ISO 8601 with their zone."""
    return {
        "name": experiment.name,
        "status": experiment.status.value,
        "variants": [
            {"name": each.name, "share": each.share, "overrides": dict(each.overrides)}
            for each in experiment.variants
        ],
        "metric": experiment.metric.value,
        "scene": experiment.scene,
        "interleave": experiment.interleave,
        "starts": experiment.starts.isoformat() if experiment.starts else None,
        "ends": experiment.ends.isoformat() if experiment.ends else None,
        "smallest_effect": experiment.smallest_effect,
    }


def experiment_from_json(record: JsonObject) -> Experiment:
    """Read what `experiment_to_json` wrote, or a definition that was checked.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    return Experiment(
        name=str(record["name"]),
        variants=tuple(
            Variant(
                str(each["name"]),
                float(cast("float", each["share"])),
                dict(cast("JsonObject", each.get("overrides") or {})),
            )
            for each in cast("Sequence[JsonObject]", record["variants"])
        ),
        scene=str(record["scene"]),
        metric=Metric(str(record.get("metric") or Metric.CLICK_RATE)),
        status=ExperimentStatus(str(record.get("status") or ExperimentStatus.RUNNING)),
        interleave=bool(record.get("interleave")),
        starts=_moment(record.get("starts")),
        ends=_moment(record.get("ends")),
        smallest_effect=float(
            cast("float", record.get("smallest_effect") or DEFAULT_SMALLEST_EFFECT)
        ),
    )


def _moment(value: JsonValue) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


NO_EXPERIMENTS = Experiments.of(())
