"""A sample shop, made up from a seed: the same bytes every time, on every machine."""
