"""Each measure of the shelf, told in sentences."""

from datetime import UTC, datetime, timedelta

from shopguide.answer.shelf.counting import IN_STOCK, Counting
from shopguide.answer.shelf.prices import Prices
from shopguide.answer.shelf.telling import Telling
from shopguide.answer.shelf.wording import (
    MOST_NAMED,
    MOST_VALUES,
    field_name,
    named,
    say,
    with_counts,
)
from shopguide.domain.answer import Verdict
from shopguide.domain.filters import Filter
from shopguide.domain.json_value import JsonValue
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.domain.query import Chip, ConstraintKind
from shopguide.search.relaxation import relax
from shopguide.text.colours import colour_names
from shopguide.text.language import our_language
from shopguide.text.listing import listed
from shopguide.text.named_values import name_in
from shopguide.text.question.shelf_question import ShelfMeasure

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS = {ShelfMeasure.BEST_RATED: "rating", ShelfMeasure.NEWEST: "released"}
_PRICED = frozenset((ShelfMeasure.CHEAPEST, ShelfMeasure.DEAREST))


class Measures:
    """Tells measures; the numbers are those of the whole live catalogue."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._prices = Prices(counting)

    def tell(self, telling: Telling, lexicon: Lexicon) -> Verdict | None:
        """Add the sentences of what was asked; the verdict of a question of yes or no."""
        asked = telling.asked
        among = asked.matching
        count = self._counting.count(among)
        stocked = self._counting.count(among.and_must(IN_STOCK))
        telling.figures |= {"count": count, "in_stock": stocked}
        if not count:
            return self._nothing(telling)
        match asked.question.measure:
            case ShelfMeasure.EXISTS:
                self._exists(telling, among, count, stocked)
                return Verdict.YES
            case ShelfMeasure.COUNT:
                self._count(telling, among, count, stocked)
            case ShelfMeasure.PRICES:
                self._prices.ranges(telling, among, count)
            case ShelfMeasure.AVERAGE:
                self._prices.averages(telling, among, count)
            case ShelfMeasure.VALUES:
                self._values(telling, among, count, lexicon)
            case measure if measure in _PRICED:
                self._prices.extremes(telling, among, count)
            case measure:
                self._number(telling, among, count, _NUMBERS[measure])
        return None

    def _count(self, telling: Telling, among: Filter, count: int, stocked: int) -> None:
        language = telling.language
        told = telling.asked.asks_for(ConstraintKind.AVAILABILITY)
        stock = "" if told else say("stock", language, stocked=stocked)
        name = "count_one" if count == 1 else "count"
        telling.add(name, count=count, scope=telling.scope(), stock=stock)
        if count <= MOST_NAMED:
            products = self._counting.first(among)
            telling.add("named_are", products, products=named(products, language))
            return
        self._prices.ranges(telling, among, count, counted=False)

    def _exists(self, telling: Telling, among: Filter, count: int, stocked: int) -> None:
        # What can be bought comes first.
        products = self._counting.first(among.and_must(IN_STOCK)) if stocked else ()
        if len(products) < min(count, MOST_NAMED):
            gone = self._counting.first(among.and_must_not(IN_STOCK))
            products = (*products, *gone)[:MOST_NAMED]
        name = "yes_one" if count == 1 else "yes_few" if count <= MOST_NAMED else "yes"
        telling.add(
            name,
            products,
            count=count,
            stocked=stocked,
            scope=telling.scope(),
            products=named(products, telling.language),
        )
        if not stocked:
            telling.add("none_in_stock", products, column="availability")

    def _number(self, telling: Telling, among: Filter, count: int, field: str) -> None:
        best = self._counting.extreme(field, among, highest=True)
        name = telling.asked.question.measure.value
        if best is None:
            telling.add(f"no_{name}", count=count, scope=telling.scope())
            return
        value = f"{best.value:g}" if field == "rating" else _date(best.value)
        telling.add(
            f"{name}_shared" if best.count > 1 else name,
            best.products,
            count=count,
            scope=telling.scope(),
            value=value,
            ties=best.count,
            products=named(best.products, telling.language),
        )
        telling.figures |= {"maximum": value, "ties": best.count}

    def _values(self, telling: Telling, among: Filter, count: int, lexicon: Lexicon) -> None:
        language, field = telling.language, telling.asked.question.field
        counted = [
            (str(each.value), each.count)
            for each in self._counting.values(field, among)
            if field != "categories" or _is_top(str(each.value), lexicon, telling)
        ]
        found = [(_shown(field, value, language, lexicon), number) for value, number in counted]
        telling.figures["values"] = [
            {"value": value, "shown": shown, "count": number}
            for (value, number), (shown, _) in zip(counted, found, strict=True)
        ]
        telling.show(self._counting.first(among))
        if not found:
            name = field_name(field, language)
            telling.add("no_values", count=count, scope=telling.scope(), field=name)
            return
        more = len(found) - MOST_VALUES
        telling.add(
            "values",
            count=count,
            scope=telling.scope(),
            number=len(found),
            field=field_name(field, language, len(found)),
            values=with_counts(found[:MOST_VALUES], language),
            more=say("more", language, count=more) if more > 0 else "",
        )

    def _nothing(self, telling: Telling) -> Verdict | None:
        """That there is none, and what there would be with as little let go as it takes."""
        asked = telling.asked
        is_yes_no = asked.question.is_yes_no
        telling.add("no" if is_yes_no else "nothing", scope=telling.scope())
        found = relax(asked.chips, lambda some: self._counting.count(asked.under(some)))
        if found.relaxed:
            self._near(telling, found.kept, found.relaxed)
        return Verdict.NO if is_yes_no else None

    def _near(self, telling: Telling, kept: tuple[Chip, ...], relaxed: tuple[Chip, ...]) -> None:
        among = telling.asked.under(kept)
        count = self._counting.count(among)
        is_floor = any(chip.at_least is not None and chip.at_most is None for chip in relaxed)
        stocked = among.and_must(IN_STOCK)
        near = stocked if self._counting.count(stocked) else among
        best = self._counting.extreme("price", near, highest=is_floor, named=1)
        products = best.products if best else self._counting.first(among, 1)
        by_price = any(chip.kind is ConstraintKind.PRICE for chip in relaxed)
        name = "near_unpriced" if best is None else "near" if by_price else "near_cheapest"
        names = [each.text if telling.language == "zh" else f"“{each.text}”" for each in relaxed]
        dropped = listed(names, our_language(telling.language))
        telling.add(
            name,
            products,
            dropped=dropped,
            count=count,
            products=named(products, telling.language),
        )
        telling.figures["without"] = list[JsonValue]([each.id for each in relaxed])
        telling.figures["count_without"] = count


def _date(days: float) -> str:
    return (_EPOCH + timedelta(days=int(days))).date().isoformat()


def _shown(field: str, value: str, language: str, lexicon: Lexicon) -> str:
    """A value as the catalogue spells it, or as it is called in the language of the answer."""
    if field == "brand" and value in lexicon.brands:
        return lexicon.brands[value].shown
    if field == "categories" and value in lexicon.categories:
        return lexicon.categories[value].shown
    if field == "colours":
        return name_in(colour_names(), value, language)
    return value.upper() if field == "sizes" and len(value) <= 4 else value


def _is_top(value: str, lexicon: Lexicon, telling: Telling) -> bool:
    """Whether a category is listed: of the shop its first levels, of a thing those below it."""
    if CATEGORY_SEPARATOR in value or value not in lexicon.categories:
        return False
    path = lexicon.categories[value].path
    levels = [level.strip().casefold() for level in path.split(CATEGORY_SEPARATOR)]
    inside = telling.asked.thing.levels
    if not inside:
        return len(levels) == 1
    return any(level in levels[:-1] for level in inside)
