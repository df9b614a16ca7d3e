"""Answers that are computed over the products of the shop."""
