"""What reviews say, what a draft of copy rests on, and what people add to the shop's knowledge."""

from infra.local.client import ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.sample_shop.catalogue import sample_products

_QUESTION = "Does it come with a spare part?"
_PARAPHRASE = "Is a spare part included?"
_VERIFIED = "Yes, one spare part of each kind is in the box."


def read_reviews(shop: ShopClient, transcript: Transcript) -> None:
    """Pros and cons of a product with many reviews, each with the sentences that say so."""
    product = max(sample_products(), key=lambda each: each.appeal).product_id
    found = shop.get(f"/v1/products/{product}/insights", language="en")
    transcript.say(f"{product}: {found['reviews']} reviews, mean rating {found['mean_rating']}")
    for aspect in found["aspects"]:
        counts = f"{aspect['positive']} praise, {aspect['negative']} complain"
        quote = aspect["quotes"][0]["text"] if aspect["quotes"] else ""
        transcript.say(f"  {aspect['shown']}: {counts}: {quote}")
    transcript.check(sum(found["ratings"].values()) == found["reviews"], "each review counts once")
    transcript.check(
        any(aspect["aspect"] in found["pros"] for aspect in found["aspects"]),
        "something is praised by enough reviews to be said",
    )


def write_copy(shop: ShopClient, transcript: Transcript) -> None:
    """Bullets for a product's page: a draft, made of its facts alone."""
    product = _product("headphones")
    body = {"kind": "bullets", "language": "zh", "persona": "经常出差的人"}
    draft = shop.post(f"/v1/products/{product}/copy", body)
    for text in draft["texts"]:
        transcript.say(f"  {text}")
    transcript.check(bool(draft["texts"]) and bool(draft["facts"]), "each rests on facts")
    transcript.check(draft["status"] == "draft", "nothing is published before somebody approves it")


def moderate(shop: ShopClient, transcript: Transcript) -> None:
    """A question without an answer, answered by a person, and then by the shop."""
    product = _product("keyboards")
    asked = {"question": _QUESTION, "product_id": product}
    first = shop.post("/v1/answers", asked)
    transcript.say(f"{_QUESTION}\n  {first['text']}")
    transcript.check(bool(first["abstained"] and first["case_id"]), "it waits for a person")
    waiting = shop.get("/v1/moderation/cases", product_id=product)
    transcript.check(
        first["case_id"] in [case["case_id"] for case in waiting["cases"]], "who finds it listed"
    )
    path = f"/v1/moderation/cases/{first['case_id']}/answer"
    shop.post(path, {"text": _VERIFIED, "by": "demo"})
    second = shop.post("/v1/answers", {**asked, "question": _PARAPHRASE})
    transcript.say(f"{_PARAPHRASE}\n  {second['text']}")
    kinds = [citation["passage"]["kind"] for citation in second["citations"]]
    transcript.check("verified_answer" in kinds, "the next shopper is told what the person said")
    shop.post(f"/v1/answers/{second['answer_id']}/feedback", {"rating": "up"})
    report = shop.get("/v1/moderation/report")
    transcript.check(report["verified"] == 1, "and the report counts it")


def _product(category: str) -> str:
    """One in English: the third of its category."""
    english = [
        each
        for each in sample_products()
        if each.category.key == category and each.language == "en"
    ]
    return english[2].product_id
