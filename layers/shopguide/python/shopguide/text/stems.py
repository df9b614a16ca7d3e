"""Words of the Latin script reduced to what their spellings in a shop have in common."""

import unicodedata

_IRREGULAR = {
    "women": "woman",
    "womens": "woman",
    "men": "man",
    "mens": "man",
    "children": "child",
    "childrens": "child",
    "feet": "foot",
    "mice": "mouse",
    "knives": "knife",
    "shelves": "shelf",
    "scarves": "scarf",
    "lenses": "lens",
    "lens": "lens",
    "colour": "color",
    "colours": "color",
    "gray": "grey",
    "aluminium": "aluminum",
    "tyre": "tire",
    "tyres": "tire",
    "jewellery": "jewelry",
    "metre": "meter",
    "metres": "meter",
    "litre": "liter",
    "litres": "liter",
    "fibre": "fiber",
    "centre": "center",
}
"""Plurals and spellings that no ending gives away."""

_HISSING = ("sses", "ches", "shes", "xes")


def stem_word(word: str) -> str:
    """A folded word without plural ending and accents: "batteries" and "battery" give the same.

    The S-stemmer (Harman, *How effective is suffixing?*, JASIS 42, 1991), with the plurals in -es
    that it leaves an e to, so that "watches" meets "watch". `words.stem` stays as the answering
    models were trained with it.
    """
    if not word.isascii():
        word = _without_accents(word)
    if len(word) <= 2:
        return word
    irregular = _IRREGULAR.get(word)
    if irregular is not None:
        return irregular
    if word[-1] == "s":
        word = _singular(word)
    return word[:-2] + "y" if len(word) > 4 and word.endswith("ie") else word


def _singular(word: str) -> str:
    if len(word) == 3 or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_HISSING):
        return word[:-2]
    return word[:-1]


def _without_accents(word: str) -> str:
    plain = unicodedata.normalize("NFD", word)
    return "".join(character for character in plain if not unicodedata.combining(character))
