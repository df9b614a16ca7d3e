"""The import side of the catalogue: read a file, find what changed, split it into batches."""
