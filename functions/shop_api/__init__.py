"""HTTP: search, recommendations, products, events."""

from shopguide import starting

starting.begin()
