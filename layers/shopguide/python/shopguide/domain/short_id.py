"""Ids as people type them: the first characters, where no other id begins with them."""

from collections.abc import Iterable
from itertools import islice

from shopguide.domain.errors import InvalidParameterError

SHORTEST = 4
"""Characters of an id that may stand for it."""

WHOLE = 32
"""Characters of an id of our own."""

_NAMED = 5


def whole_id(given: str, ids: Iterable[str], *, field: str) -> str:
    """The one of `ids` that begins with `given`.

    Args:
        given: A whole id, or at least `SHORTEST` of its first characters.
        ids: All that it may stand for; read only where `given` is not whole.
        field: The parameter that `given` came in.

    Returns:
        That id; `given` as it is where it is whole, too short to stand for any, or begins none.

    Raises:
        InvalidParameterError: several begin with it; the message names them.
    """
    if not SHORTEST <= len(given) < WHOLE:
        return given
    found = list(dict.fromkeys(each for each in ids if each.startswith(given)))
    if len(found) > 1:
        named = ", ".join(islice(sorted(found), _NAMED)) + (" …" if len(found) > _NAMED else "")
        raise InvalidParameterError(
            f"{len(found)} ids begin with {given!r}: {named}.",
            fix="Send more characters of the one that is meant.",
            field=field,
        )
    return found[0] if found else given
