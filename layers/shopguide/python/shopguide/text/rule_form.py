"""Text as rules look at it: lower case, simplified characters, straight quotes."""

from shopguide.text.simplified import simplify

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "`": "'"})


def rule_form(cleaned: str) -> str:
    """The text for rules to match, exactly as long as `cleaned`, so that spans hold."""
    lowered = cleaned.lower()
    if len(lowered) != len(cleaned):  # "İ" becomes two characters
        lowered = "".join(
            low if len(low := character.lower()) == 1 else character for character in cleaned
        )
    return lowered if lowered.isascii() else simplify(lowered.translate(_STRAIGHT))
