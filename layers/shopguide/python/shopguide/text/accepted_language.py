"""Which of our languages a browser or an app prefers (RFC 9110, section 12.5.4)."""

from shopguide.text.language import Language

_LONGEST = 1_000


def accepted_language(header: str) -> Language | None:
    """The one of our languages that an ``Accept-Language`` header likes best; None for neither.

    ``zh-Hant-TW`` counts as ``zh``. Of equal weights the first wins; 0 means "not this one"; what
    cannot be read is passed over.
    """
    best: tuple[float, Language] | None = None
    for part in header[:_LONGEST].split(","):
        tag, _, parameter = part.partition(";")
        language = _ours(tag)
        weight = _weight(parameter)
        if language and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return None if best is None else best[1]


def _ours(tag: str) -> Language | None:
    name = tag.strip().lower().replace("_", "-").partition("-")[0]
    if name == "zh":
        return "zh"
    return "en" if name == "en" else None


def _weight(parameter: str) -> float:
    """The quality value, 1 where there is none; 0 for what is no number from 0 to 1."""
    name, _, value = parameter.replace(" ", "").partition("=")
    if name.lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
