"""Interactions of shoppers."""
