"""Many attributes in one column: a JSON object, or Merchant's ``section:name:value`` list."""

import json

from shopguide.catalog.rows.row_parsing import RowError
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.html_text import plain_text
from shopguide.text.normalise import tidy_text


def attributes_of_json(value: str) -> dict[str, str]:
    """Attributes of a JSON object such as ``{"weight": "1.2 kg", "ports": ["USB-C", "HDMI"]}``.

    Lists are joined by ", ", booleans become "yes" and "no"; null and empty values are left out.

    Raises:
        RowError: it is no JSON object, or a member holds an object.
    """
    if not value:
        return {}
    try:
        record = json.loads(value, parse_int=str, parse_constant=_no_number)
    except ValueError as error:
        reason = f"it is not valid JSON: {error}"
        raise RowError("attributes", value, reason, ProblemCode.BAD_JSON) from error
    except RecursionError as error:
        raise RowError(
            "attributes", value, "its lists or objects are nested too deeply", ProblemCode.BAD_JSON
        ) from error
    if not isinstance(record, dict):
        raise RowError(
            "attributes",
            value,
            'it is not a JSON object such as {"weight": "1 kg"}',
            ProblemCode.BAD_JSON,
        )
    attributes = {tidy_text(name): _listed(name, member) for name, member in record.items()}
    try:
        "".join((*attributes, *attributes.values())).encode()
    except UnicodeEncodeError as error:
        reason = "it has half of a surrogate pair, such as \\ud800"
        raise RowError("attributes", value, reason, ProblemCode.BAD_JSON) from error
    return {name: text for name, text in attributes.items() if name and text}


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number; leave the member out, or quote it")


def _listed(name: str, member: object) -> str:
    if isinstance(member, list):
        return ", ".join(filter(None, (_plain(name, entry) for entry in member)))
    return _plain(name, member)


def _plain(name: str, member: object) -> str:
    if isinstance(member, bool):
        return "yes" if member else "no"
    if member is None:
        return ""
    if isinstance(member, str | int | float):
        return tidy_text(plain_text(str(member)))
    raise RowError("attributes", str(member), f"the member {name[:40]!r} is not a plain value")


def attributes_of_product_detail(value: str) -> dict[str, str]:
    """Attributes of Merchant's ``product_detail``: a list of ``section:name:value`` by commas.

    The section may be left out. A piece without a colon belongs to the value before it, so
    ``General:Colours:red, blue`` is one attribute.

    Raises:
        RowError: it begins with something else.
    """
    attributes: dict[str, str] = {}
    name = ""
    for piece in value.split(",") if value else ():
        parts = [tidy_text(part) for part in piece.split(":", 2)]
        if len(parts) > 1 and parts[-2]:
            name = parts[-2]
            attributes[name] = parts[-1]
        elif name:
            attributes[name] = f"{attributes[name]}, {tidy_text(piece)}".strip(", ")
        else:
            reason = "it is not of the form 'section:name:value,section:name:value'"
            raise RowError("product_detail", value, reason, ProblemCode.BAD_PRODUCT_DETAIL)
    plain = {name: tidy_text(plain_text(text)) for name, text in attributes.items()}
    return {name: text for name, text in plain.items() if text}
