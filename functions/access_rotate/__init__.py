"""Secrets Manager: rotates the keys of sessions."""
