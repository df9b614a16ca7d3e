"""Providers of the ports; the only place that imports an SDK."""
