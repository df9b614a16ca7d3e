"""Product search by meaning, with the constraints evaluated inside the index."""

from dataclasses import dataclass

from shopguide.domain.errors import InvalidParameterError, NotFoundError
from shopguide.domain.indexed import NearestQuery, Vector
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.ranking import CATALOGUE_EMPTY, Hit, Ranking
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.encoder import Encoder
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.normalise import clean_text
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints, product_filter

MAX_QUERY_CHARACTERS = 512
STRATEGY = "dense"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to search; `offset` hits are left out before the first of `limit`."""

    query: str
    constraints: ProductConstraints = ANY_PRODUCT
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits for the cleaned `query`, and which catalogue and encoder gave them."""

    query: str
    ranking: Ranking
    catalogue_version: int
    encoder: str


class SearchService:
    """Dense search: the products whose text lies nearest to the query."""

    def __init__(self, index: VectorIndex, encoder: Encoder, records: RecordTable) -> None:
        self._index = index
        self._encoder = encoder
        self._records = records
        self._fits_version: int | None = None

    def search(self, request: SearchRequest) -> SearchResult:
        """Products for a query, best first; a shop without products gives none, with a note.

        Raises:
            InvalidParameterError: nothing is left of the query, or it is too long.
            EncoderMismatchError: the index was built with another encoder.
        """
        query = _clean_query(request.query)
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        ranking = self._rank(query, request, live.version)
        return SearchResult(query, ranking, live.version, self._encoder.bundle.fingerprint)

    def _rank(self, query: str, request: SearchRequest, version: int) -> Ranking:
        try:
            if not self._is_ready(version):
                return Ranking((), STRATEGY, (CATALOGUE_EMPTY,))
            vector: Vector = self._encoder.encode_queries([query])[0]
            found = self._index.nearest(
                PRODUCTS,
                NearestQuery(
                    vector,
                    request.limit,
                    filter=product_filter(request.constraints),
                    offset=request.offset,
                ),
            )
        except NotFoundError:
            # The index went between the check and the query.
            return Ranking((), STRATEGY, (CATALOGUE_EMPTY,))
        hits = tuple(Hit(product_of(scored.document.fields), scored.score) for scored in found)
        return Ranking(hits, STRATEGY)

    def _is_ready(self, version: int) -> bool:
        """Whether there is an index; checks once a catalogue version that our encoder made it."""
        if self._fits_version == version:
            return True
        schema = self._index.schema(PRODUCTS)
        if schema is None:
            return False
        schema.check_encoder(self._encoder.bundle.fingerprint)
        self._fits_version = version
        return True


def _clean_query(text: str) -> str:
    query = clean_text(text)
    if 1 <= len(query) <= MAX_QUERY_CHARACTERS:
        return query
    length = f"{len(query)} characters long" if query else "empty"
    raise InvalidParameterError(
        f"The query is {length}.",
        fix=f"Send 1 to {MAX_QUERY_CHARACTERS} characters of text.",
        field="q",
    )
