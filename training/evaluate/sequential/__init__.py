"""Measures recommenders on public histories, as published figures are measured."""
