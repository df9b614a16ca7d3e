from shopguide.adapters.memory.models import HashingEncoder
from shopguide.answer.vectors import PassageVectors


def test_encodes_each_text_once() -> None:
    encoder = HashingEncoder(8)
    vectors = PassageVectors(encoder)
    first = vectors.of(["a", "b", "a"])
    assert first.shape == (3, 8)
    assert (first[0] == first[2]).all()
    assert (vectors.of(["b"])[0] == first[1]).all()
    assert encoder.encoded_count == 2
    assert vectors.of([]).shape == (0, 8)


def test_forgets_what_was_not_asked_for_longest() -> None:
    encoder = HashingEncoder(8)
    vectors = PassageVectors(encoder, capacity=2)
    for text in ("a", "b", "a", "c", "a"):
        vectors.of([text])
    assert encoder.encoded_count == 3
    vectors.of(["b"])
    assert encoder.encoded_count == 4


def test_more_texts_than_it_remembers_are_all_answered() -> None:
    assert PassageVectors(HashingEncoder(8), capacity=2).of(["a", "b", "c", "d"]).shape == (4, 8)
