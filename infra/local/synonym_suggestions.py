"""Suggestions for the synonyms file: found in this process, over HTTP, and as the file's lines."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query

from infra.local.connection import connect
from infra.local.output import Document
from shopguide.api.caller import OPERATORS
from shopguide.bootstrap import Container
from shopguide.config import read_settings
from shopguide.search.synonym_suggestions import SynonymSuggester, SynonymSuggestion

MOST = 500
_ROUTE = "/local/synonym-suggestions"
_TITLE_CHARACTERS = 80


def suggestions_of(here: Container, limit: int) -> Document:
    """The likeliest pairs that the synonyms in use do not have yet."""
    known = here.merchandising.active().synonyms.groups
    suggester = SynonymSuggester(here.index, here.encoder)
    found = suggester.suggest(here.lexicon_reader.current(), limit=limit, known=known)
    return {"suggestions": [_document(each) for each in found]}


def suggestions_router(shop: Callable[[], Container]) -> APIRouter:
    """The route of the one-machine server."""
    router = APIRouter(tags=["one machine"], dependencies=OPERATORS)

    @router.get(_ROUTE)
    def suggestions(limit: Annotated[int, Query(ge=1, le=MOST)] = 50) -> dict[str, Any]:
        """Pairs of words that may mean the same, for a person to accept or delete."""
        return dict(suggestions_of(shop(), limit))

    return router


def find_suggestions(url: str | None, data: Path | None, limit: int) -> Document:
    """Those of a running server, of the shop in a folder, or of the cloud's.

    Raises:
        CommandError: both were given, or the URL is none.
        ShopGuideError: the shop cannot be opened; the message says why and what to do.
    """
    settings = read_settings()
    if settings.mode == "aws" and url is None and data is None:
        with closing(Container(settings)) as here:
            return suggestions_of(here, limit)
    with connect(url, data) as shop:
        return shop.get(_ROUTE, limit=limit)


def file_lines(document: Document) -> Iterator[str]:
    """The suggestions as lines of a synonyms file, with what speaks for each as remarks."""
    yield "# Words that may mean the same. Delete what does not, join what belongs together, and"
    yield "# publish the rest with the synonyms that you have: `shopguide synonyms publish FILE`."
    for each in document["suggestions"]:
        left, right = each["phrases"]
        first, second = each["products"]
        yield ""
        yield (
            f"{left} = {right}  # score {each['score']:.2f}; {first:,} and {second:,} products, "
            f"{each['together']:,} with both"
        )
        for word, titles in zip((left, right), each["examples"], strict=True):
            for title in titles[:1]:
                yield f"#   {word}: {title[:_TITLE_CHARACTERS]}"


def _document(suggestion: SynonymSuggestion) -> Document:
    return {
        "phrases": [suggestion.left, suggestion.right],
        "score": round(suggestion.score, 4),
        "meaning": round(suggestion.meaning, 4),
        "use": round(suggestion.use, 4),
        "products": list(suggestion.counts),
        "together": suggestion.together,
        "examples": [list(titles) for titles in suggestion.examples],
    }
