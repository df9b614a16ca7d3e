"""How reviews are read: their clauses, the aspects they speak of, and praise and blame."""
