"""Which variant a shopper is given: drawn from their id and the experiment's name, kept nowhere.

Each variant of an experiment runs a race for each shopper: its time is exponential with the share
as its rate, and the first one wins. So a variant wins as often as its share says, and no two
experiments have anything to do with each other. Where shares change, the times of all but the
changed variants stay, and few shoppers move: with one variant growing at the cost of all others,
or with two variants, exactly as many as must; never a share above ``2 d / (1 + d)`` where the
shares differ by ``d`` in all (total variation), which nothing that keeps no record can better
(Bavarian et al. 2016, *On the optimality of correlated sampling strategies*).
"""

import hashlib
import json
import math
from collections.abc import Sequence

from shopguide.experiments.definition import Experiment, Variant

_STEPS = 1 << 53
"""How many different draws there are: as many as a float tells apart between 0 and 1."""


def assigned(experiment: Experiment, shopper_id: str) -> Variant:
    """The variant of a shopper, the same one whenever and wherever it is asked for."""
    return assigned_of(experiment.name, experiment.variants, shopper_id)


def assigned_of(experiment_name: str, variants: Sequence[Variant], shopper_id: str) -> Variant:
    """The winner of the race of these variants for a shopper (an exponential race)."""
    return min(variants, key=lambda each: _time(experiment_name, each, shopper_id))


def uniform(*names: str) -> float:
    """A number above 0 and below 1 that looks drawn at random, the same for the same names.

    53 bits of BLAKE2b over the names as a JSON list, so that no two lists of names run together.
    """
    text = json.dumps(names, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return ((int.from_bytes(digest) >> 11) + 0.5) / _STEPS


def _time(experiment_name: str, variant: Variant, shopper_id: str) -> float:
    return -math.log(uniform(experiment_name, variant.name, shopper_id)) / variant.share
