"""Rows of a file against what is live: staged and compared one hash partition at a time."""
