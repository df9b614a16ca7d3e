"""What a comparison comes to, in sentences that stand in the records and reviews they cite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shopguide.compare.alignment import Aligned
from shopguide.compare.names import names_in_sentences
from shopguide.compare.reviews import liked_alone, liked_best, quoted
from shopguide.compare.verdicts import Judgement, clearly_ahead, meeting_limits
from shopguide.compare.wording import Said, Wording
from shopguide.domain.comparison import ComparedAspect, SummarySentence
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.text.language import Language
from shopguide.text.passage_text import passage_text
from shopguide.text.safety.orders import gives_orders
from shopguide.text.support import unsupported_names, unsupported_numbers

MAX_PARTS = 5
"""Parts of a need, or differences, that are told."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences, and the place of the product that is clearly ahead (None: none is).

    `covers_need` says whether the shop's data speaks of what the shopper needs.
    """

    sentences: Sequence[SummarySentence]
    pick: int | None = None
    covers_need: bool = True


class Summariser:
    """Tells one comparison.

    Args:
        products: In their order.
        language: Of the sentences.
        need: As the shopper said it; its own words may be repeated.
    """

    def __init__(self, products: Sequence[Product], language: Language, need: str) -> None:
        self._products = products
        self._names = names_in_sentences(products)
        self._currencies = {each.current_price.currency for each in products if each.current_price}
        self._wording = Wording(language)
        self._need = need

    def of_need(
        self,
        judgements: Sequence[Judgement],
        mentions: Sequence[Passage],
        aspects: Sequence[ComparedAspect],
    ) -> Summary:
        """Which product meets which part of the need, and what the choice comes to.

        Args:
            judgements: The parts of the need that records say something to.
            mentions: Sentences of descriptions that speak of it.
            aspects: Those of reviews that it speaks of.
        """
        told = [
            *filter(None, (self._part(each) for each in judgements[:MAX_PARTS])),
            *filter(None, (self._mention(passage) for passage in mentions)),
            *filter(None, (self._liked(aspect) for aspect in aspects)),
        ]
        return Summary(*self._concluded(told, judgements, aspects))

    def of_nearest(self, judgements: Sequence[Judgement]) -> Summary:
        """What lies nearest to a need that the data says nothing to, and that it says nothing."""
        told = [self._said(self._wording.uncovered(), ())]
        told += [self._row(each.aligned) for each in judgements]
        return Summary([each for each in told if each is not None], covers_need=False)

    def of_differences(self, rows: Sequence[Aligned], aspects: Sequence[ComparedAspect]) -> Summary:
        """What tells the products apart: first where one is better, then matters of taste."""
        differing = [each for each in rows if each.row.differs and each.stated > 1]
        ordered = sorted(differing, key=lambda each: not each.row.best)[:MAX_PARTS]
        told = [
            *filter(None, (self._row(each) for each in ordered)),
            *filter(None, (self._liked(aspect) for aspect in aspects[:1])),
        ]
        return Summary(told)

    def _concluded(
        self,
        told: list[SummarySentence],
        judgements: Sequence[Judgement],
        aspects: Sequence[ComparedAspect],
    ) -> tuple[list[SummarySentence], int | None]:
        liked = {each.shown: best for each in aspects if (best := liked_best(each)) is not None}
        pick = clearly_ahead(judgements, self._products, list(liked.values()))
        if pick is not None:
            reasons = [each for each in judgements if each.meets[pick] is True]
            shown = [each.aligned.row.shown for each in reasons]
            shown += [name for name, place in liked.items() if place == pick]
            text = self._wording.pick(self._names[pick], shown)
            said = self._said(text, [*_all(reasons), *self._quotes(aspects, pick)])
            return ([*told, said], pick) if said else (told, None)
        last = self._choice(judgements, liked)
        last = last or self._said(self._wording.open(), _all(judgements))
        return [*told, *([last] if last else ())], None

    def _quotes(self, aspects: Sequence[ComparedAspect], place: int) -> list[Passage]:
        product_id = self._products[place].product_id
        insights = [each.insights[place] for each in aspects if liked_best(each) == place]
        quotes = (quoted(each, product_id) for each in insights if each is not None)
        return [passage for passage in quotes if passage is not None]

    def _choice(
        self, judgements: Sequence[Judgement], liked: Mapping[str, int]
    ) -> SummarySentence | None:
        """What each product is the best by, where more than one is by something."""
        if not meeting_limits(judgements, len(self._products)):
            return self._said(self._wording.no_match(), _all(judgements))
        leads: dict[int, list[str]] = {}
        cited: list[Passage] = []
        for judgement in judgements:
            ahead = [n for n, meets in enumerate(judgement.meets) if meets is True]
            if len(ahead) == 1:
                leads.setdefault(ahead[0], []).append(judgement.aligned.row.shown)
                cited += _cited(judgement.aligned)
        for shown, place in liked.items():
            leads.setdefault(place, []).append(shown)
        if len(leads) < 2:
            return self._out_of_stock(leads)
        named = {self._names[n]: shown for n, shown in leads.items()}
        return self._said(self._wording.choice(named), cited)

    def _out_of_stock(self, leaders: Iterable[int]) -> SummarySentence | None:
        gone = next((n for n in leaders if not self._products[n].in_stock), None)
        return (
            None if gone is None else self._said(self._wording.unavailable(self._names[gone]), ())
        )

    def _part(self, judgement: Judgement) -> SummarySentence | None:
        if not judgement.want.is_limit:
            return self._row(judgement.aligned)
        aligned = judgement.aligned
        words = judgement.want.words
        text = self._wording.limit(words, self._values(aligned), judgement.meets)
        return self._said(text, _cited(aligned), aligned.row.shown)

    def _row(self, aligned: Aligned) -> SummarySentence | None:
        row, said = aligned.row, self._values(aligned)
        stated = [each for each in said if each.value]
        if len(row.best) == 1:
            best = said[row.best[0]]
            others = [each for each in stated if each is not best]
            text = self._wording.ahead(row.name, row.shown, best, others)
        elif row.differs or len(stated) < len(said):
            text = self._wording.side_by_side(row.shown, stated)
        else:
            text = self._wording.alike(row.shown, stated[0].value)
        return self._said(text, _cited(aligned), row.shown)

    def _mention(self, passage: Passage) -> SummarySentence | None:
        places = [product.product_id for product in self._products]
        name = self._names[places.index(passage.product_id)]
        return self._said(self._wording.quote(name, passage.text), [passage])

    def _liked(self, aspect: ComparedAspect) -> SummarySentence | None:
        best, tell = liked_best(aspect), self._wording.liked
        if best is None:
            best, tell = liked_alone(aspect), self._wording.praised
        insight = None if best is None else aspect.insights[best]
        if best is None or insight is None:
            return None
        passage = quoted(insight, self._products[best].product_id)
        if passage is None:
            return None
        text = tell(aspect.shown, self._names[best], passage.text)
        return self._said(text, [passage], aspect.shown)

    def _values(self, aligned: Aligned) -> list[Said]:
        return [
            Said(name, cell.value)
            for name, cell in zip(self._names, aligned.row.cells, strict=True)
        ]

    def _said(self, text: str, cited: Sequence[Passage], shown: str = "") -> SummarySentence | None:
        """The sentence, None if it says a number or a name that stands nowhere, or steers."""
        if any(gives_orders(passage.text) for passage in cited):
            return None
        ours = [*self._names, self._need, shown]
        evidence = " ".join([*ours, *map(passage_text, cited)])
        # 元 of a Chinese record is CNY in an English sentence.
        names = " ".join([evidence, *self._currencies])
        if unsupported_numbers(text, evidence) or unsupported_names(text, names):
            return None
        unique = {passage.passage_id: passage for passage in cited}
        return SummarySentence(text, tuple(unique.values()))


def _all(judgements: Sequence[Judgement]) -> list[Passage]:
    return [passage for each in judgements for passage in _cited(each.aligned)]


def _cited(aligned: Aligned) -> list[Passage]:
    return [fact.passage for fact in aligned.facts if fact is not None]
