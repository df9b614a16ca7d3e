"""What one search asks."""

from dataclasses import dataclass

from shopguide.domain.cursor import MAX_OFFSET, SearchCursor, cursor_from_token
from shopguide.domain.errors import InvalidInputError, InvalidParameterError
from shopguide.domain.json_value import JsonValue
from shopguide.domain.query import SortOrder
from shopguide.domain.trace import TracedRequest
from shopguide.search.facets import read_facets
from shopguide.search.tracing import constraints_from_json, page_fingerprint
from shopguide.text.normalise import clean_text
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints, constraints_to_json

MAX_QUERY_CHARACTERS = 512
_TOLD_ONLY = ("facets", "explain")
"""Parameters that change what is told of the hits, but not which they are."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to search, among what, in which order, and what to tell about it.

    Attributes:
        query: As it was written.
        constraints: What the client asks beside the query.
        limit: Most hits of the page, 1 to 100.
        offset: Hits left out before the first; a cursor says it otherwise.
        cursor: Of the page before, empty for the first.
        off: Ids of chips that are switched off, and of ``sort:…``, ``spelling``, ``synonyms``.
        sort: The order; None for the one that the query wishes for.
        facets: Names of facets to count.
        shopper_id: Whose taste may move hits; empty for nobody's.
        personal: Whether it may.
        rerank: Whether the reranker may judge the head, if there is one.
        collapse: Whether variants of one product are one hit.
        explain: Whether to tell each stage's score.
    """

    query: str
    constraints: ProductConstraints = ANY_PRODUCT
    limit: int = 20
    offset: int = 0
    cursor: str = ""
    off: tuple[str, ...] = ()
    sort: SortOrder | None = None
    facets: tuple[str, ...] = ()
    shopper_id: str = ""
    personal: bool = True
    rerank: bool = True
    collapse: bool = True
    explain: bool = False

    def cleaned(self) -> str:
        """The query in its normal form.

        Raises:
            InvalidParameterError: nothing is left of it, or it is too long.
        """
        query = clean_text(self.query)
        if 1 <= len(query) <= MAX_QUERY_CHARACTERS:
            return query
        length = f"{len(query)} characters long" if query else "empty"
        raise InvalidParameterError(
            f"The query is {length}.",
            fix=f"Send 1 to {MAX_QUERY_CHARACTERS} characters of text.",
            field="q",
        )

    @property
    def is_first_page(self) -> bool:
        """Whether this is a search of its own, and not more of one."""
        return not (self.offset or self.cursor)

    def page(self) -> tuple[int, SearchCursor | None]:
        """The hits before the page, and the cursor that says so.

        Raises:
            InvalidParameterError: the cursor is none, or that of another request.
        """
        if not self.cursor:
            return self.offset, None
        if self.offset:
            raise InvalidParameterError(
                "A cursor and an offset cannot both say where the page begins.",
                fix="Leave one of them out.",
                field="offset",
            )
        cursor = cursor_from_token(self.cursor)
        cursor.check_request(self.fingerprint())
        return cursor.offset, cursor

    def cursor_at(self, offset: int, catalogue_version: int) -> SearchCursor | None:
        """The cursor of the page after so many hits; None where no page begins so deep."""
        if offset > MAX_OFFSET:
            return None
        return SearchCursor(offset, catalogue_version, self.fingerprint())

    def fingerprint(self) -> str:
        """The same for all pages of one ranking: 16 hex digits."""
        return page_fingerprint(self.traced(), ignoring=_TOLD_ONLY)

    def traced(self, offset: int = 0) -> TracedRequest:
        """The request as a trace keeps it; `request_of` reads it back."""
        changed = (name for name in _PARAMETERS if getattr(self, name) != getattr(_USUAL, name))
        parameters = {name: _plain(getattr(self, name)) for name in changed}
        return TracedRequest(
            query=self.query,
            constraints=constraints_to_json(self.constraints),
            parameters=parameters,
            off=tuple(sorted(set(self.off))),
            shopper_id=self.shopper_id,
            limit=self.limit,
            offset=offset,
        )


_USUAL = SearchRequest("")
_PARAMETERS = ("sort", "facets", "personal", "rerank", "collapse", "explain")


def request_of(traced: TracedRequest) -> SearchRequest:
    """The request that a trace keeps.

    Raises:
        InvalidInputError: it is not one that would be accepted.
    """
    given = {name: _plain(getattr(_USUAL, name)) for name in _PARAMETERS} | dict(traced.parameters)
    try:
        facets = tuple(str(name) for name in _list(given["facets"]))
        read_facets(facets)
        sort = given["sort"]
        request = SearchRequest(
            query=traced.query,
            constraints=constraints_from_json(traced.constraints),
            limit=min(max(traced.limit, 1), 100),
            offset=min(max(traced.offset, 0), MAX_OFFSET),
            off=traced.off,
            sort=None if sort is None else SortOrder(str(sort)),
            facets=facets,
            shopper_id=traced.shopper_id,
            personal=bool(given["personal"]),
            rerank=bool(given["rerank"]),
            collapse=bool(given["collapse"]),
            explain=bool(given["explain"]),
        )
    except (ValueError, TypeError, InvalidParameterError) as error:
        raise InvalidInputError(
            f"The trace has a request that cannot be repeated: {error}",
            fix="Send the trace whole, as the search answered it.",
            field="trace",
        ) from None
    request.cleaned()
    return request


def _plain(value: object) -> JsonValue:
    """A parameter's value as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | str) else None


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
