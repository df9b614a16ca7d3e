"""Building model bundles: base weights -> export -> quantise -> parity -> bundle."""
