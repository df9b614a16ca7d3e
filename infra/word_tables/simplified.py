"""The simplified form of traditional characters, from OpenCC's dictionary."""

from collections.abc import Iterator

_HEADER = """\
# Traditional characters, and under each, in the second line, its simplified form.
# Made by `python -m infra.word_tables simplified` from OpenCC's TSCharacters (Apache licence 2.0,
# (c) Carbo Kuo and contributors).
"""


def simplified_table(dictionary: str) -> str:
    """The text of ``shopguide/text/simplified.txt``.

    Args:
        dictionary: OpenCC's TSCharacters: a character, a tab, its forms, the usual one first.
    """
    pairs = sorted(_pairs(dictionary))
    return _HEADER + "\n".join(["".join(column) for column in zip(*pairs, strict=True)]) + "\n"


def _pairs(dictionary: str) -> Iterator[tuple[str, str]]:
    for line in dictionary.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        traditional, forms = line.split("\t")
        simplified = forms.split()[0]
        # Characters outside the first plane are in no shop, and the tokeniser's ranges leave them.
        if traditional != simplified and max(traditional, simplified) <= "\u9fff":
            yield traditional, simplified
