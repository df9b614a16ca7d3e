"""The state of a conversation: what is looked for, what was shown, what was asked back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.query import SortOrder
from shopguide.text.product_filter import (
    ANY_PRODUCT,
    ProductConstraints,
    constraints_to_json,
)

MAX_SHOWN = 10
"""Products that a shopper can refer to by their place: those of the last list."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What the assistant asked last and still waits for.

    `facet` is what the products would be split by (`domain.facet.Facet`), `values` the choices that
    were offered as the index has them, `shown` the same as they were written.
    """

    facet: str
    values: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureLimit:
    """What products must measure: "lighter than that".

    `concept` is that of an attribute (`text.attribute_concepts`: ``weight``), `family` what it is
    measured in (``mass`` in grams, ``volume`` in millilitres, ``length`` in millimetres, or the
    unit itself); `above` and `below` are exclusive, None for no bound.
    """

    concept: str
    family: str
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What a conversation has come to; both sides may read and change it.

    Attributes:
        language: ``zh`` or ``en``: of the last turn; empty before the first.
        need: Words to search by: ``wireless headphones``; empty where nothing is looked for yet.
        constraints: What products must meet.
        measures: What their attributes must measure.
        without: Words that products must not have.
        sort: The order wished for.
        shown: Ids of the products that were last shown, in their order.
        focus: Id of the product at hand; empty for none.
        compared: Ids of the products that were last compared.
        rejected: Ids of products that the shopper does not want to see again.
        asked: Facets that were asked about already: nothing is asked twice.
        question: What the assistant waits for.
        inquiry: The last question about a product: "and the second one?" asks it again.
        turn: How many turns there were.
    """

    language: str = ""
    need: str = ""
    constraints: ProductConstraints = ANY_PRODUCT
    measures: tuple[MeasureLimit, ...] = ()
    without: tuple[str, ...] = ()
    sort: SortOrder = SortOrder.RELEVANCE
    shown: tuple[str, ...] = ()
    focus: str = ""
    compared: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    question: OpenQuestion | None = None
    inquiry: str = ""
    turn: int = 0

    def showing(self, product_ids: Sequence[str]) -> "ConversationState":
        """The same with these products as the last shown; the first is at hand if it is alone."""
        shown = tuple(product_ids)[:MAX_SHOWN]
        return replace(self, shown=shown, focus=shown[0] if len(shown) == 1 else "")


def state_to_json(state: ConversationState) -> JsonObject:
    """The state as a JSON object, without empty members; `state_from_json` reads it back."""
    record: dict[str, JsonValue] = {
        "language": state.language,
        "need": state.need,
        "constraints": constraints_to_json(state.constraints),
        "measures": [_limit_to_json(limit) for limit in state.measures],
        "without": list(state.without),
        "sort": state.sort.value,
        "shown": list(state.shown),
        "focus": state.focus,
        "compared": list(state.compared),
        "rejected": list(state.rejected),
        "asked": list(state.asked),
        "question": None if state.question is None else _question_to_json(state.question),
        "inquiry": state.inquiry,
        "turn": state.turn,
    }
    return {name: value for name, value in record.items() if value not in ("", [], {}, None)}


def state_from_json(record: JsonObject) -> ConversationState:
    """Read what `state_to_json` wrote.

    Raises:
        ValueError: the sort is none.
        InvalidParameterError: a constraint cannot be used.
    """
    question = record.get("question")
    return ConversationState(
        language=str(record.get("language", "")),
        need=str(record.get("need", "")),
        constraints=_constraints(cast("JsonObject", record.get("constraints", {}))),
        measures=tuple(map(_limit, cast("Sequence[JsonObject]", record.get("measures") or ()))),
        without=_texts(record.get("without")),
        sort=SortOrder(str(record.get("sort", SortOrder.RELEVANCE.value))),
        shown=_texts(record.get("shown")),
        focus=str(record.get("focus", "")),
        compared=_texts(record.get("compared")),
        rejected=_texts(record.get("rejected")),
        asked=_texts(record.get("asked")),
        question=None if question is None else _question(cast("JsonObject", question)),
        inquiry=str(record.get("inquiry", "")),
        turn=int(cast("int", record.get("turn", 0))),
    )


def _constraints(record: JsonObject) -> ProductConstraints:
    known = {each.name for each in fields(ProductConstraints)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.items()
        if name in known
    }
    return ProductConstraints(**values)


def _limit_to_json(limit: MeasureLimit) -> JsonObject:
    return {
        "concept": limit.concept,
        "family": limit.family,
        "above": limit.above,
        "below": limit.below,
    }


def _limit(record: JsonObject) -> MeasureLimit:
    above, below = (record.get(name) for name in ("above", "below"))
    return MeasureLimit(
        str(record["concept"]),
        str(record["family"]),
        None if above is None else float(cast("float", above)),
        None if below is None else float(cast("float", below)),
    )


def _question_to_json(question: OpenQuestion) -> JsonObject:
    return {
        "facet": question.facet,
        "values": list(question.values),
        "shown": list(question.shown),
    }


def _question(record: JsonObject) -> OpenQuestion:
    return OpenQuestion(
        str(record["facet"]), _texts(record.get("values")), _texts(record.get("shown"))
    )


def _texts(value: JsonValue | None) -> tuple[str, ...]:
    return tuple(map(str, cast("Sequence[JsonValue]", value or ())))
