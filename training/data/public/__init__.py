"""Readers of public sets that an objective may train on; each names its licence."""
