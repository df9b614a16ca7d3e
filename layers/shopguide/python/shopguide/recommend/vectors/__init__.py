"""Vectors that a batch has learned of products."""
