"""Rows in normal form: fields to products and passages, and what can be wrong with them."""
