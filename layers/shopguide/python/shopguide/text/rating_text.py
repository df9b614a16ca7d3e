"""Ratings out of five as shops export them: 4.5, 4/5, 4.5星, 4 stars, ★★★★☆."""

import re

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
_RATING = re.compile(
    rf"{_NUMBER}(?: ?/ ?5(?:[.,]0+)?| ?(?:out )?of 5(?:[.,]0+)?)?(?: ?(?:stars?|星级?|分|★))?",
    re.IGNORECASE,
)
_STARS = re.compile("(★+)(☆*)")


def read_rating(text: str) -> float:
    """The rating, 1 to 5.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    if stars := _STARS.fullmatch(text):
        number = float(len(stars[1])) if len(stars[0]) in (5, len(stars[1])) else 0.0
    else:
        match = _RATING.fullmatch(text)
        number = float(match[1].replace(",", ".")) if match else 0.0
    if not 1 <= number <= 5:
        raise ValueError("the rating is no number from 1 to 5")
    return number
