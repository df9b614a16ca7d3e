"""Cutting a multilingual vocabulary."""

import pytest
from tokenizers import Tokenizer

from training.models.encoder_weights import sentencepiece_tokenizer
from training.models.vocabulary import Script, cut_tokenizer, kept_pieces, script_of

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
PIECES = [
    ("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0),
    ("▁", -2.0), ("▁shoe", -8.0), ("s", -3.0), ("▁Schuhe", -9.0), ("e", -3.1), ("h", -3.2),
    ("S", -3.3), ("c", -3.4), ("u", -3.5), ("▁обувь", -8.5), ("о", -4.0), ("鞋", -7.0),
    ("跑步", -8.8), ("跑", -9.1), ("步", -9.2), ("ü", -6.0), ("für", -6.5), ("100", -7.5),
    ("℃", -9.9), ("ml", -8.1), ("m", -4.1), ("l", -4.2), ("靴A", -9.5), ("くつ", -8.9),
    ("<mask>", 0.0),
]  # fmt: skip


def kept(size: int) -> list[str]:
    return [PIECES[index][0] for index in kept_pieces(PIECES, set(SPECIAL), size)]


def test_other_scripts_go_and_ours_stay() -> None:
    pieces = kept(len(PIECES))
    assert not {"▁обувь", "о", "くつ", "für"} & set(pieces)
    assert {"鞋", "跑步", "靴A", "100", "℃", "ü", "▁shoe", "▁Schuhe"} <= set(pieces)


def test_least_probable_latin_pieces_go_first() -> None:
    small = kept(len(kept(len(PIECES))) - 1)
    assert "▁shoe" in small
    assert "▁Schuhe" not in small


def test_special_tokens_and_single_characters_stay_at_any_size() -> None:
    smallest = kept(0)
    assert set(SPECIAL) <= set(smallest)
    assert {"s", "ü", "鞋", "▁", "跑步"} <= set(smallest)
    assert "▁shoe" not in smallest


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("a", Script.ASCII), ("7", Script.COMMON), ("，", Script.COMMON), ("℃", Script.COMMON),
        ("鞋", Script.HAN), ("々", Script.HAN), ("é", Script.LATIN), ("ж", Script.OTHER),
        ("く", Script.OTHER), ("ก", Script.OTHER),
    ],
)  # fmt: skip
def test_script_of_a_character(character: str, script: Script) -> None:
    assert script_of(character) is script


def test_texts_whose_pieces_stayed_are_cut_alike() -> None:
    whole = sentencepiece_tokenizer(PIECES)
    cut = cut_tokenizer(whole, kept_pieces(PIECES, set(SPECIAL), 0 + len(kept(99)) - 1))
    before, after = (Tokenizer.from_str(_text(document)) for document in (whole, cut))
    for text in ("shoes 100ml", "跑步鞋", "ü℃"):
        assert before.encode(text).tokens == after.encode(text).tokens
    assert after.encode("shoe").tokens == ["<s>", "▁shoe", "</s>"]
    assert [token for token in after.encode("Schuhe").tokens if token == "<unk>"] == []
    assert after.token_to_id("<mask>") == after.get_vocab_size() - 1


def test_losing_a_special_token_is_refused() -> None:
    with pytest.raises(ValueError, match="special token"):
        cut_tokenizer(sentencepiece_tokenizer(PIECES), list(range(10)))


def test_other_models_are_refused() -> None:
    with pytest.raises(ValueError, match="BPE"):
        cut_tokenizer({"model": {"type": "BPE"}}, [])


def _text(document: dict[str, object]) -> str:
    import json

    return json.dumps(document)
