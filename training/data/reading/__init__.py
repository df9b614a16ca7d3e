"""A shop's files as tables: which files, in which encoding, with which columns."""
