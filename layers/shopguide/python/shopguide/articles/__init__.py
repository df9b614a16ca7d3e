"""Articles as content of their own: found by a query, recommended, read whole."""
