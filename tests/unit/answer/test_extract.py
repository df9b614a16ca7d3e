from shopguide.adapters.memory.models import HashingEncoder
from shopguide.answer.evidence import Evidence
from shopguide.answer.extract import Extractor
from shopguide.answer.vectors import PassageVectors
from shopguide.domain.passage import Passage, PassageKind


def extract(question: str, text: str, kind: PassageKind) -> list[str]:
    encoder = HashingEncoder()
    vector = encoder.encode_queries([question])[0]
    evidence = Evidence(Passage("p", kind, text), vector)
    return Extractor(PassageVectors(encoder)).extract(question, vector, evidence)


def test_quotes_an_attribute_as_it_stands() -> None:
    text = "Battery life: 40 hours."
    assert extract("How long does it run?", text, PassageKind.ATTRIBUTE) == [text]


def test_a_pair_answers_with_its_beginning() -> None:
    text = "Yes, it does. Up to two. Ask us for more. Bye."
    assert extract("Can I?", text, PassageKind.QA) == ["Yes, it does.", "Up to two."]


def test_an_article_answers_with_the_sentences_that_share_the_words() -> None:
    text = "We are a shop. Founded long ago. Returns are free for 30 days. Write to us. Thanks."
    assert extract("Are returns free?", text, PassageKind.ARTICLE) == [
        "Returns are free for 30 days."
    ]


def test_every_sentence_stands_in_the_passage() -> None:
    text = "好用!真的不错。电池很耐用,充一次用一周。推荐"
    assert all(part in text for part in extract("电池耐用吗", text, PassageKind.REVIEW))


def test_sentence_of_a_long_review_is_found_by_meaning_where_no_word_is_shared() -> None:
    text = "I bought two. Charging takes an hour. The box was blue. Thanks a lot."
    assert extract("How do you recharge?", text, PassageKind.REVIEW) == ["Charging takes an hour."]
