"""HTTP: search, recommendations, products, events."""
