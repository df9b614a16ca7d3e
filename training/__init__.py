"""Building and training models: base weights to verified bundles."""
