"""How the values of facets are called where a shopper reads them."""

from collections.abc import Callable, Mapping

from shopguide.domain.facet import Facet
from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.text.colours import colour_names
from shopguide.text.genders import gender_names
from shopguide.text.named_values import name_in

_LETTER_SIZE_CHARACTERS = 4


def facet_namer(facet: Facet, lexicon: Lexicon, language: str) -> Callable[[str], str]:
    """What makes the shown name of a value of this facet."""
    match facet:
        case Facet.BRAND:
            return lambda value: _shown(lexicon.brands, value)
        case Facet.CATEGORY:
            return lambda value: category_name(lexicon, value)
        case Facet.COLOUR:
            return lambda value: name_in(colour_names(), value, language)
        case Facet.GENDER:
            return lambda value: name_in(gender_names(), value, language)
        case Facet.SIZE:
            return _size_name
        case _:
            return str


def category_name(lexicon: Lexicon, path: str) -> str:
    """A folded path from the root with each level as the catalogue writes it."""
    levels = path.split(CATEGORY_SEPARATOR)
    return CATEGORY_SEPARATOR.join(_shown(lexicon.categories, level) for level in levels)


def _shown(names: Mapping[str, Name], folded: str) -> str:
    name = names.get(folded)
    return folded if name is None else name.shown


def _size_name(value: str) -> str:
    """Letter sizes in capitals, as labels have them; all else as it is."""
    return value.upper() if len(value) <= _LETTER_SIZE_CHARACTERS else value
