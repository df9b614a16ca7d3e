"""What came of experiments, and how products are exposed, read from the lake."""
