"""`python -m infra.word_tables pinyin`, `python -m infra.word_tables english LIST...`.

Run it again only to take in a newer pypinyin or SCOWL (Debian: wamerican-small, wbritish-small).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import shopguide.text
from infra.word_tables.english import english_table
from infra.word_tables.pinyin import pinyin_table


def main(arguments: Sequence[str]) -> None:
    """Write one table to its place."""
    text = Path(shopguide.text.__file__).parent
    match arguments:
        case ["pinyin"]:
            (text / "pinyin.txt").write_text(pinyin_table(), encoding="utf-8")
        case ["english", *lists] if lists:
            words = [Path(name).read_text(encoding="utf-8").split() for name in lists]
            table = english_table(word for part in words for word in part)
            (text / "query" / "english_words.txt").write_text(table, encoding="ascii")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
