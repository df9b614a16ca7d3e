"""Makes the tables of words that ship with `shopguide.text`, from public word lists."""
