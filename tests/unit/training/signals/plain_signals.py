"""The signals in plain Python, as one would explain them; slow, and the judge of the SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import log, sqrt

from training.signals.interactions import DAY, MICROSECONDS
from training.signals.settings import SignalSettings


@dataclass(frozen=True)
class Told:
    """One interaction, its time in microseconds since 1970."""

    event_id: str
    shopper: str
    product: str
    kind: str
    moment: int
    device: str | None = None
    hour: int | None = None
    country: str | None = None


Histories = Mapping[str, Sequence[Told]]
Step = tuple[str, float]


def histories(told: Iterable[Told], settings: SignalSettings) -> Histories:
    """Each event once, by shopper in the order of time; robots keep their last ones."""
    by_event: dict[str, Told] = {}
    for each in sorted(told, key=lambda it: (it.moment, it.shopper, it.product, it.kind)):
        by_event.setdefault(each.event_id, each)
    found: dict[str, list[Told]] = defaultdict(list)
    for each in sorted(by_event.values(), key=lambda it: (it.moment, it.event_id)):
        found[each.shopper].append(each)
    return {
        shopper: own[-settings.robot_keeps :] if is_robot(own, settings) else own
        for shopper, own in found.items()
    }


def is_robot(own: Sequence[Told], settings: SignalSettings) -> bool:
    """Whether no person does as much in a day, or in all."""
    days = Counter(each.moment // DAY for each in own)
    return len(own) > settings.robot_all or max(days.values()) > settings.robot_day


def steps(found: Histories, settings: SignalSettings, as_of: int) -> dict[str, list[Step]]:
    """Products with their strength: kind and age."""
    half_life = settings.followed.half_life_days
    result = {}
    for shopper, own in found.items():
        liked = [each for each in own if settings.kind_weights[each.kind] > 0]
        stays = [list(stay) for _, stay in groupby(liked, key=lambda each: each.product)]
        result[shopper] = [
            (
                stay[0].product,
                max(settings.kind_weights[each.kind] for each in stay)
                * (0.5 ** ((as_of - stay[-1].moment) / DAY / half_life) if half_life else 1.0),
            )
            for stay in stays[-settings.longest :]
        ]
    return result


def followed(
    paths: Mapping[str, Sequence[Step]], settings: SignalSettings
) -> dict[str, list[Step]]:
    """What followed each product, best first."""
    own = settings.followed
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for path in paths.values():
        for place, (earlier, before) in enumerate(path):
            for apart, (later, after) in enumerate(path[place + 1 : place + 1 + own.reach], 1):
                weights[earlier, later] += own.step_weight**apart * after
                weights[later, earlier] += own.backward_weight * own.step_weight**apart * before
    counts = Counter(product for path in paths.values() for product, _ in path)
    result: dict[str, list[Step]] = defaultdict(list)
    for (product, other), weight in weights.items():
        if product != other:
            scale = (counts[product] * counts[other]) ** own.popularity_power
            result[product].append((other, weight / scale))
    return {product: _best(others, own.best) for product, others in result.items()}


def associations(
    found: Histories, settings: SignalSettings
) -> dict[tuple[str, str], tuple[float, int, float]]:
    """Lift, number of baskets and G2 of pairs of products that share enough baskets."""
    baskets = [basket for own in found.values() for basket in _baskets(own, settings)]
    everything = sum(weight for _, weight in baskets)
    singles: dict[str, float] = defaultdict(float)
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    support: Counter[tuple[str, str]] = Counter()
    for products, weight in baskets:
        for product in products:
            singles[product] += weight
        for pair in combinations(sorted(products), 2):
            pairs[pair] += weight
            support[pair] += 1
    result = {}
    for (one, two), both in pairs.items():
        lift = both * everything / (singles[one] * singles[two])
        if support[one, two] >= settings.together_support and lift > 1:
            surprise = _g2(both, singles[one], singles[two], everything)
            result[one, two] = (lift, support[one, two], surprise)
    return result


def _baskets(own: Sequence[Told], settings: SignalSettings) -> list[tuple[list[str], float]]:
    gap = settings.basket_gap_minutes * 60 * MICROSECONDS
    baskets: list[list[Told]] = []
    for each in own:
        if each.kind not in {"purchase", "add_to_cart"}:
            continue
        if not baskets or each.moment - baskets[-1][-1].moment > gap:
            baskets.append([])
        baskets[-1].append(each)
    result = []
    for basket in baskets:
        paid = any(each.kind == "purchase" for each in basket)
        bought = {each.product for each in basket if not paid or each.kind == "purchase"}
        last = [each.product for each in reversed(basket) if each.product in bought]
        products = list(dict.fromkeys(last))[: settings.basket_products]
        result.append((products, 1.0 if paid else settings.cart_weight))
    return result


def _g2(both: float, one: float, two: float, everything: float) -> float:
    """Dunning's statistic, of the four cells of the table."""
    cells = {
        (both, one, two),
        (one - both, one, everything - two),
        (two - both, everything - one, two),
        (everything - one - two + both, everything - one, everything - two),
    }
    return 2 * sum(
        cell * log(cell * everything / (row * column)) for cell, row, column in cells if cell > 1e-6
    )


def like_minded(found: Histories, settings: SignalSettings, as_of: int) -> dict[str, list[Step]]:
    """What those took who are most like each active shopper, and the shopper has not seen."""
    liked, last = _tastes(found, settings)
    rarity = _rarity(found, settings)
    lists = _lists_of_shoppers(liked, last, settings.taste_shoppers)
    result = {}
    for shopper, own in liked.items():
        if max(last[shopper, product] for product in own) < as_of - settings.active_days * DAY:
            continue
        alike = _alike(shopper, liked, lists, rarity)
        offered: dict[str, float] = defaultdict(float)
        for other, likeness in _best(alike.items(), settings.like_minded):
            for product, weight in liked[other].items():
                offered[product] += likeness * weight
        seen = {each.product for each in found[shopper]}
        unseen = [(product, score) for product, score in offered.items() if product not in seen]
        if unseen:
            result[shopper] = _best(unseen, settings.like_minded_best)
    return result


def _alike(
    shopper: str,
    liked: Mapping[str, Mapping[str, float]],
    lists: Mapping[str, Sequence[str]],
    rarity: Mapping[str, float],
) -> dict[str, float]:
    alike: dict[str, float] = defaultdict(float)
    for product in liked[shopper]:
        for other in lists[product]:
            if other != shopper:
                length = sqrt(sum(rarity[each] ** 2 for each in liked[other]))
                alike[other] += rarity[product] ** 2 / length
    return alike


def _rarity(found: Histories, settings: SignalSettings) -> dict[str, float]:
    owners = Counter(product for own in _liked(found, settings).values() for product in own)
    return {product: log(1 + len(found) / count) for product, count in owners.items()}


def _lists_of_shoppers(
    liked: Mapping[str, Mapping[str, float]], last: Mapping[tuple[str, str], int], longest: int
) -> dict[str, list[str]]:
    """Shoppers of each product, the last ones."""
    lists: dict[str, list[str]] = defaultdict(list)
    for shopper, own in liked.items():
        for product in own:
            lists[product].append(shopper)
    for product, who in lists.items():
        who.sort(key=lambda shopper: (-last[shopper, product], shopper))
        del who[longest:]
    return lists


def _liked(found: Histories, settings: SignalSettings) -> dict[str, dict[str, float]]:
    """Products of each shopper with their weights, the last one first; none turned down."""
    result = {}
    for shopper, own in found.items():
        weights: dict[str, list[float]] = {}
        for each in reversed(own):
            weights.setdefault(each.product, []).append(settings.kind_weights[each.kind])
        result[shopper] = {p: max(them) for p, them in weights.items() if min(them) > 0}
    return result


def _tastes(
    found: Histories, settings: SignalSettings
) -> tuple[dict[str, dict[str, float]], dict[tuple[str, str], int]]:
    liked = {
        shopper: dict(list(own.items())[: settings.taste])
        for shopper, own in _liked(found, settings).items()
        if own
    }
    last = {(each.shopper, each.product): each.moment for own in found.values() for each in own}
    return liked, last


def trends(
    found: Histories, settings: SignalSettings, as_of: int
) -> dict[str, dict[str, tuple[float, int]]]:
    """Score and visits of products by segment."""
    dayparts = ("night", "morning", "afternoon", "evening")
    strongest: dict[tuple[str, str, str, int], float] = defaultdict(float)
    for each in (each for own in found.values() for each in own):
        weight = settings.kind_weights[each.kind]
        if weight <= 0 or each.moment < as_of - settings.trend_days * DAY:
            continue
        weight *= 0.5 ** ((as_of - each.moment) / DAY / settings.trend_half_life_days)
        segments = [
            "all",
            each.device and f"device:{each.device}",
            each.country and f"country:{each.country}",
            None if each.hour is None else f"daypart:{dayparts[each.hour // 6]}",
        ]
        for segment in filter(None, segments):
            visit = (segment, each.product, each.shopper, each.moment // DAY)
            strongest[visit] = max(strongest[visit], weight)
    result: dict[str, dict[str, tuple[float, int]]] = defaultdict(dict)
    for (segment, product, _, _), weight in strongest.items():
        score, visits = result[segment].get(product, (0.0, 0))
        result[segment][product] = (score + weight, visits + 1)
    return result


def _best(scored: Iterable[Step], count: int) -> list[Step]:
    """The highest, the lower name first where two tie but for rounding."""
    return sorted(scored, key=lambda each: (-round(each[1], 6), each[0]))[:count]
