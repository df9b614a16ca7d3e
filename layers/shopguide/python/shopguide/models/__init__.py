"""The registry of model bundles: which versions there are, which one is in use, and since when."""
