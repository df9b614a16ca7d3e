"""Measuring what is served, and the parts it is made of."""
