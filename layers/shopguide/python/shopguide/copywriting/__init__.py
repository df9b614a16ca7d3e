"""Texts about a product, made of its facts alone, for somebody to approve."""
