"""What products cost: the cheapest, the dearest, from ... to, on average; each currency alone."""

from shopguide.answer.shelf.counting import IN_STOCK, Counting, Extreme
from shopguide.answer.shelf.telling import Telling
from shopguide.answer.shelf.wording import named, say, title_of
from shopguide.domain.filters import Filter
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.query import ConstraintKind
from shopguide.text.question.shelf_question import ShelfMeasure


class Prices:
    """Tells prices; see `Counting` for where they come from."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    def extremes(self, telling: Telling, among: Filter, count: int) -> None:
        """The cheapest, or the dearest, by currency; of what is in stock, and of all if it differs.

        What shoppers mean is what they can buy; a cheaper one that is out of stock is said beside.
        """
        figures = [
            self._extreme(telling, among, count, each.value, several=len(found) > 1)
            for found in [self._counting.currencies(among)]
            for each in found
        ]
        self._finish(telling, among, count, figures)

    def ranges(self, telling: Telling, among: Filter, count: int, *, counted: bool = True) -> None:
        """From the cheapest to the dearest, by currency, whether or not in stock.

        Args:
            telling: Takes the sentences.
            among: The products.
            count: How many they are.
            counted: Whether a sentence before has not said which products these are.
        """
        found = self._counting.currencies(among)
        figures = []
        for each in found:
            currency = str(each.value)
            low = self._counting.cheapest(currency, among)
            high = self._counting.cheapest(currency, among, highest=True)
            if low is None or high is None:
                continue
            self._range(telling, count, (low, high), counted=counted, several=len(found) > 1)
            figures.append(_figures(currency, each.count, low, high))
        self._finish(telling, among, count, figures)

    def averages(self, telling: Telling, among: Filter, count: int) -> None:
        """The mean price by currency."""
        figures: list[JsonObject] = []
        for each in self._counting.currencies(among):
            currency = str(each.value)
            mean = self._counting.average(currency, among)
            if mean is None:
                continue
            telling.add(
                "average",
                priced=each.count,
                scope=telling.scope(),
                currency=currency,
                value=mean,
            )
            figures.append({"currency": currency, "count": each.count, "average": str(mean.amount)})
        telling.show(self._counting.first(among))
        self._finish(telling, among, count, figures)

    def _extreme(
        self, telling: Telling, among: Filter, count: int, currency: object, *, several: bool
    ) -> JsonObject:
        highest = telling.asked.question.measure is ShelfMeasure.DEAREST
        code = str(currency)
        of_all = self._counting.cheapest(code, among, highest=highest)
        stocked = self._counting.cheapest(code, among.and_must(IN_STOCK), highest=highest)
        asked = telling.asked
        any_stock = asked.question.any_stock or asked.asks_for(ConstraintKind.AVAILABILITY)
        best = of_all if any_stock or stocked is None else stocked
        if best is None or of_all is None:
            return {"currency": code}
        kind = "dearest" if highest else "cheapest"
        differs = best.value != of_all.value
        shared = "_shared" if best.count > 1 else ""
        telling.add(
            "only" if count == 1 else f"{kind}{shared}{'_stock' if differs else ''}",
            best.products,
            count=count,
            scope=telling.scope(),
            price=best.price,
            ties=best.count,
            products=named(best.products, telling.language, priced=not shared),
        )
        if several:
            lead = say("in_currency", telling.language, currency=code)
            telling.sentences[-1] = lead + telling.sentences[-1]
        if differs:
            gone = "dearer_gone" if highest else "cheaper_gone"
            products = named(of_all.products, telling.language)
            telling.add(gone, of_all.products[:1], products=products)
        elif stocked is None and not any_stock:
            telling.add("none_in_stock", best.products[:1], column="availability")
        name = "maximum" if highest else "minimum"
        return {
            "currency": code,
            name: str(best.price.amount),
            f"{name}_of_all": str(of_all.price.amount),
            "ties": best.count,
        }

    def _range(
        self,
        telling: Telling,
        count: int,
        ends: tuple[Extreme, Extreme],
        *,
        counted: bool,
        several: bool,
    ) -> None:
        low, high = ends
        language = telling.language
        name = "prices_of" if counted else "prices"
        if low.value == high.value:
            name = "price_of"
        telling.add(
            name,
            (low.products[0], high.products[0]),
            count=count,
            scope=telling.scope(),
            low=low.price,
            high=high.price,
            low_title=title_of(low.products[0], language),
            high_title=title_of(high.products[0], language),
            products=named(low.products, language, priced=False),
        )
        if several:
            lead = say("in_currency", language, currency=low.price.currency)
            telling.sentences[-1] = lead + telling.sentences[-1]

    def _finish(
        self, telling: Telling, among: Filter, count: int, figures: list[JsonObject]
    ) -> None:
        """What has no price, and the figures; those of the one currency at the top as well."""
        priced = sum(each.count for each in self._counting.currencies(among))
        if not priced:
            telling.add("no_price", count=count, scope=telling.scope())
            telling.show(self._counting.first(among))
        elif priced < count:
            name = "one_without_price" if count - priced == 1 else "without_price"
            telling.add(name, count=count - priced)
        telling.figures["without_price"] = count - priced
        telling.figures["prices"] = list[JsonValue](figures)
        if len(figures) == 1:
            telling.figures |= {key: figures[0][key] for key in figures[0] if key != "count"}


def _figures(currency: str, count: int, low: Extreme, high: Extreme) -> JsonObject:
    return {
        "currency": currency,
        "count": count,
        "minimum": str(low.price.amount),
        "maximum": str(high.price.amount),
    }
