"""What is live: catalogue version, counts, model bundles."""
