"""`python -m infra.word_tables pinyin`, `python -m infra.word_tables english LIST...`.

Run it again only to take in a newer pypinyin or SCOWL (Debian: wamerican and wbritish-small).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import shopguide.text
from infra.word_tables.english import english_table
from infra.word_tables.pinyin import pinyin_table
from infra.word_tables.simplified import simplified_table


def main(arguments: Sequence[str]) -> None:
    """Write one table to its place."""
    text = Path(shopguide.text.__file__).parent
    match arguments:
        case ["pinyin"]:
            (text / "pinyin.txt").write_text(pinyin_table(), encoding="utf-8")
        case ["simplified", dictionary]:
            table = simplified_table(Path(dictionary).read_text(encoding="utf-8"))
            (text / "simplified.txt").write_text(table, encoding="utf-8")
        case ["english", *lists] if lists:
            texts = [Path(path).read_text(encoding="utf-8") for path in lists]
            table = english_table(word for part in texts for word in part.split())
            (text / "query" / "english_words.txt").write_text(table, encoding="ascii")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
