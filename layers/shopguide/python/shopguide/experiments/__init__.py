"""Experiments on what shoppers are shown."""
