"""What came of an interleaving: whose products shoppers took from the drafted lists."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY
from shopguide.domain.json_value import JsonObject
from shopguide.experiments.definition import Experiment
from shopguide.experiments.exposures import INTERLEAVED
from shopguide.experiments.reporting.lake_lines import moment_of, texts_of
from shopguide.experiments.reporting.shopper_events import CLICKS
from shopguide.experiments.statistics.confidence_sequence import Look, look_at
from shopguide.experiments.statistics.preference import Preference, preference
from shopguide.experiments.statistics.ratio import Array, difference, ratio_estimate


@dataclass(slots=True)
class Drafts:
    """The lists that were drafted.

    Attributes:
        teams: By ranking and product, the variant that picked it.
        shopper: By ranking.
        a_day: Lists by shopper and day.
    """

    teams: dict[str, dict[str, str]] = field(default_factory=dict)
    shopper: dict[str, str] = field(default_factory=dict)
    a_day: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def robots(self) -> set[str]:
        """Shoppers who were shown more lists on a day than a person looks at."""
        return {shopper for (shopper, _), n in self.a_day.items() if n > ROBOT_EVENTS_A_DAY}


@dataclass(frozen=True, slots=True)
class InterleavingReport:
    """What an interleaving says.

    Attributes:
        rankings: Lists that were drafted.
        shoppers: Who were shown one.
        robots: Shoppers that were left out.
        preference: For one look.
        look: Of the mean over shoppers of 1 (took more of the variant's), 0 and -1; at any look.
    """

    rankings: int
    shoppers: int
    robots: int
    preference: Preference
    look: Look


def read_drafts(
    lines: Iterable[JsonObject], experiment: Experiment, since: datetime | None
) -> Drafts:
    """The lists of an interleaving that were drafted from a moment on."""
    found = Drafts()
    for line in lines:
        if line.get("experiment") != experiment.name or line.get("variant") != INTERLEAVED:
            continue
        at, ranking, teams = moment_of(line), line.get("ranking_id"), line.get("teams")
        if at is None or (since and at < since) or not isinstance(teams, Mapping):
            continue
        picked = {product: name for name in teams for product in texts_of(teams, name)}
        found.teams[str(ranking)] = picked
        found.shopper[str(ranking)] = str(line.get("shopper_id"))
        found.a_day[str(line.get("shopper_id")), at.date().isoformat()] += 1
    return found


def judge_drafts(
    lines: Iterable[JsonObject], drafts: Drafts, experiment: Experiment
) -> InterleavingReport:
    """Whose products were taken; each product of a list counts once."""
    robots = drafts.robots
    people = dict.fromkeys(one for one in drafts.shopper.values() if one not in robots)
    numbers = {shopper: number for number, shopper in enumerate(people)}
    taken = np.zeros((2, len(numbers)))
    sides = {variant.name: side for side, variant in enumerate(experiment.variants)}
    for ranking, product in _clicked(lines, drafts):
        side = sides.get(drafts.teams[ranking].get(product, ""))
        number = numbers.get(drafts.shopper[ranking])
        if side is not None and number is not None:
            taken[side, number] += 1
    return InterleavingReport(
        len(drafts.teams), len(people), len(robots), preference(*taken), _look(taken)
    )


def _clicked(lines: Iterable[JsonObject], drafts: Drafts) -> set[tuple[str, str]]:
    """Ranking and product of the clicks on drafted lists, by those whom they were shown."""
    found = set()
    for line in lines:
        ranking = str(line.get("ranking_id") or "")
        by_whom = drafts.shopper.get(ranking)
        if by_whom and line.get("kind") in CLICKS and line.get("shopper_id") == by_whom:
            found.add((ranking, str(line.get("product_id"))))
    return found


def _look(taken: Array) -> Look:
    """Evidence that shoppers prefer one, from who took more of which: a mean of signs."""
    everyone = np.ones(taken.shape[1])
    better, worse = (taken[1] > taken[0]).astype(float), (taken[1] < taken[0]).astype(float)
    signs = ratio_estimate(better - worse, everyone)
    nobody = ratio_estimate(better - better, everyone)
    found = difference(nobody, signs)
    return look_at(found)
