"""Articles are found, recommended and read as content of their own."""

from collections.abc import Sequence

import pytest

from shopguide.articles.service import ArticleService
from shopguide.bootstrap import Container
from shopguide.domain.article import ArticleRanking
from shopguide.domain.errors import ArticleNotFoundError, ProductNotFoundError
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.ranking import ReasonType
from shopguide.text.index_layout import PASSAGES, passage_fields, passages_schema
from shopguide.text.passage_text import passage_text

ARTICLE = PassageKind.ARTICLE
HEADPHONES = "How to choose wireless headphones: sound, comfort, battery."


def paragraph(article_id: str, number: int, title: str, text: str, date: str = "") -> Passage:
    source = f"articles:{article_id}"
    return Passage(f"{source}#{number}", ARTICLE, text, title=title, source=source, date=date)


PASSAGES_OF_SHOP = (
    paragraph("returns", 2, "Returns", "Refunds arrive within five days.", "2026-01-01"),
    paragraph("returns", 1, "Returns", "Send it back within 30 days.", "2026-01-01"),
    paragraph("sound", 1, "Choosing headphones", HEADPHONES, "2026-03-01"),
    paragraph("undated", 1, "Care", "Wash the cup by hand."),
    Passage("qa:1", PassageKind.QA, "Thirty days.", question="Returns?", source="qa:1"),
)


@pytest.fixture
def articles(container: Container) -> ArticleService:
    encoder, index = container.encoder, container.index
    index.create("texts", passages_schema(encoder.dimension, encoder.bundle.fingerprint))
    vectors = encoder.encode_passages([passage_text(each) for each in PASSAGES_OF_SHOP])
    index.upsert(
        "texts",
        [
            IndexedDocument(each.passage_id, passage_fields(each), {TEXT_VECTOR: vector})
            for each, vector in zip(PASSAGES_OF_SHOP, vectors, strict=True)
        ],
    )
    index.point_aliases({PASSAGES: "texts"})
    return container.articles


def ids(ranking: ArticleRanking) -> Sequence[str]:
    return [hit.article_id for hit in ranking.hits]


def test_an_article_is_found_once_by_its_nearest_paragraph(articles: ArticleService) -> None:
    found = articles.search("refunds within five days")
    assert found.strategy == "search"
    assert sorted(ids(found)) == ["returns", "sound", "undated"]
    assert found.hits[0].article_id == "returns"
    assert found.hits[0].snippet == "Refunds arrive within five days."


def test_many_paragraphs_of_one_article_leave_room_for_others(articles: ArticleService) -> None:
    assert len(articles.search("days", limit=1).hits) == 1
    assert len(articles.search("days", limit=3).hits) == 3


def test_without_a_query_the_newest_come_first_and_undated_ones_last(
    articles: ArticleService,
) -> None:
    newest = articles.search("")
    assert ids(newest) == ["sound", "returns", "undated"]
    assert newest.hits[1].snippet == "Send it back within 30 days."


def test_an_article_is_read_whole_in_its_order(articles: ArticleService) -> None:
    article = articles.article("returns")
    assert article.title == "Returns"
    assert article.paragraphs == [
        "Send it back within 30 days.",
        "Refunds arrive within five days.",
    ]


def test_questions_and_answers_are_no_articles(articles: ArticleService) -> None:
    with pytest.raises(ArticleNotFoundError):
        articles.article("1")


def test_a_shopper_gets_what_lies_near_their_taste(
    articles: ArticleService, container: Container
) -> None:
    assert articles.recommend(shopper_id="new").strategy == "newest"
    event = ReportedInteraction("e-1", "s-1", InteractionKind.VIEW_ITEM, "HP-1")
    container.events.record([event])
    taste = articles.recommend(shopper_id="s-1", limit=1)
    assert (taste.strategy, ids(taste)) == ("profile", ["sound"])


def reasons(ranking: ArticleRanking) -> list[tuple[ReasonType, str | None]]:
    return [(hit.reason.type, hit.reason.product_id) for hit in ranking.hits if hit.reason]


def test_every_recommended_article_says_truly_why(
    articles: ArticleService, container: Container
) -> None:
    near = articles.recommend(product_id="HP-1", limit=1).hits[0]
    assert near.reason is not None
    assert near.reason.type is ReasonType.SIMILAR_TO
    assert near.reason.evidence == {"similarity": pytest.approx(near.score, abs=1e-4)}
    newest = articles.recommend(shopper_id="new")
    assert reasons(newest) == [(ReasonType.NEW, None)] * 2
    assert [hit.reason is None for hit in newest.hits] == [not hit.date for hit in newest.hits]
    assert all(hit.reason is None for hit in articles.search("refunds").hits)


def test_reason_is_the_product_without_which_an_article_falls_most(
    articles: ArticleService, container: Container
) -> None:
    for number, (product_id, kind) in enumerate(
        [("CH-1", InteractionKind.VIEW_ITEM), ("HP-1", InteractionKind.ADD_TO_CART)]
    ):
        event = ReportedInteraction(f"e-{number}", "s-1", kind, product_id)
        container.events.record([event])
        other = ReportedInteraction(f"o-{number}", f"only-{product_id}", kind, product_id)
        container.events.record([other])
    [sound] = [hit for hit in articles.recommend(shopper_id="s-1").hits if hit.title[:1] == "C"][:1]
    assert sound.article_id == "sound"
    assert sound.reason is not None
    assert (sound.reason.type, sound.reason.product_id) == (
        ReasonType.BECAUSE_YOU_ADDED_TO_CART,
        "HP-1",
    )
    alone = {
        each: next(
            hit.score
            for hit in articles.recommend(shopper_id=f"only-{each}").hits
            if hit.article_id == "sound"
        )
        for each in ("CH-1", "HP-1")
    }
    assert alone["CH-1"] < sound.score  # what is left without the product that is named


def test_a_shopper_without_a_history_gets_what_they_declared(
    articles: ArticleService, container: Container
) -> None:
    container.interests.declare("s-2", ["washing cups by hand", "wireless headphones"])
    found = articles.recommend(shopper_id="s-2")
    assert found.strategy == "interests"
    by_id = {hit.article_id: hit.reason for hit in found.hits}
    named = by_id["sound"]
    assert named is not None
    assert (named.type, named.evidence) == (
        ReasonType.MATCHES_INTEREST,
        {"interest": "wireless headphones"},
    )
    event = ReportedInteraction("e-1", "s-2", InteractionKind.VIEW_ITEM, "HP-1")
    container.events.record([event])
    assert articles.recommend(shopper_id="s-2").strategy == "profile"


def test_articles_near_a_product(articles: ArticleService) -> None:
    near = articles.recommend(product_id="HP-1", limit=1)
    assert (near.strategy, ids(near)) == ("product", ["sound"])
    with pytest.raises(ProductNotFoundError):
        articles.recommend(product_id="gone")


def test_a_shop_without_texts_has_no_articles(container: Container) -> None:
    service = container.articles
    assert service.search("returns").hits == ()
    assert service.search("").hits == ()
    assert service.recommend(product_id="HP-1").hits == ()
    with pytest.raises(ArticleNotFoundError):
        service.article("returns")
