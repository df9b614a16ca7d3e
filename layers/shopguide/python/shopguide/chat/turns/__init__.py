"""The kinds of turn: which one a turn is, and what each of them does and says."""
