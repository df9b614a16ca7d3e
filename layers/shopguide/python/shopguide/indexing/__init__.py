"""The index side of the catalogue: embed and store one batch; the last one publishes."""
