from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.sentences import split_sentences


def split(text: str) -> list[str]:
    return [sentence.strip() for sentence in split_sentences(text)]


def test_splits_english_and_chinese() -> None:
    assert split("It floats. Does it? Yes!") == ["It floats.", "Does it?", "Yes!"]
    assert split("可以水洗。很轻！好用吗？好用") == ["可以水洗。", "很轻！", "好用吗？", "好用"]


def test_splits_chinese_whose_punctuation_was_normalised() -> None:
    assert split("真的很好!推荐购买。Buy it") == ["真的很好!", "推荐购买。", "Buy it"]


def test_keeps_numbers_abbreviations_and_addresses_whole() -> None:
    whole = ["Weighs approx. 1.5 kg with the U.S. plug.", "See www.shop.com/?page=2 for more."]
    assert split(" ".join(whole)) == whole
    assert split("容量是1.5L。") == ["容量是1.5L。"]


def test_keeps_closing_quotes_with_their_sentence() -> None:
    assert split("他说“很好。”我买了。") == ["他说“很好。”", "我买了。"]


def test_lines_and_bullets_end_sentences() -> None:
    assert split("Folds flat\nRuns long") == ["Folds flat", "Runs long"]
    assert len(split("Light • Strong • Cheap")) == 3


@given(st.text(st.sampled_from('ab A1.!?。！？ \n"”(),;•v') | st.characters(), max_size=60))
@settings(max_examples=300)
def test_loses_no_character(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert all(sentences)
