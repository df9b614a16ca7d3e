"""In which language a caller is told things: as asked, else as preferred, else as the shop is."""

from collections.abc import Iterable
from typing import Annotated, TypeAlias

from fastapi import Header

from shopguide.text.accepted_language import accepted_language
from shopguide.text.language import Language, detect_language, our_language

AcceptLanguage: TypeAlias = Annotated[
    str,
    Header(
        alias="Accept-Language",
        description="Of what is told in words, where the parameter 'language' says nothing.",
    ),
]


def preferred_language(asked: str | None, header: str, titles: Iterable[str]) -> Language:
    """The language to tell things in.

    Args:
        asked: The parameter ``language``, or that of a conversation; nothing for none.
        header: The header ``Accept-Language``, as it came.
        titles: Of what is told about: their language is the last resort.
    """
    if asked:
        return our_language(asked)
    return accepted_language(header) or detect_language(" ".join(titles))
