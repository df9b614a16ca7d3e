"""Whether bytes are Chinese text in GB18030 (which includes GBK and GB2312)."""

import codecs

_MIN_COMMON_SHARE = 0.7
_MAX_BROKEN_SHARE = 0.02
_HALVING = 4
"""After so many characters the doubt is half of what it was."""


def gb18030_confidence(sample: bytes) -> float:
    """How sure it is that the bytes are GB18030: from 0, they are not, to 1.

    Western one-byte text and Big5 often decode as GB18030 too, but into rare characters; so most of
    what is not ASCII must be what ordinary text is written in: GB 2312, whose first level has the
    3,755 most common characters. Few characters prove little.
    """
    text = codecs.getincrementaldecoder("gb18030")("replace").decode(sample)
    foreign = [character for character in text if character > "\x7f"]
    broken = foreign.count("\ufffd")
    if not foreign or broken > _MAX_BROKEN_SHARE * len(foreign):
        return 0.0
    common = sum(map(_commonness, foreign)) / len(foreign)
    if common < _MIN_COMMON_SHARE:
        return 0.0
    return float(common * (1 - 0.5 ** (len(foreign) / _HALVING)))


def _commonness(character: str) -> float:
    """1 for symbols and the first level of GB 2312, a half for the second, 0 for the rest."""
    code = character.encode("gb2312", "ignore")
    if len(code) != 2:
        return 0.0
    return 1.0 if code[0] < 0xD8 else 0.5
