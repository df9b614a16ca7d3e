"""Rules and synonyms of a shop: checked, published, rolled back, and applied to a search."""
