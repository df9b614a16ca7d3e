"""Shapes of requests and responses, one file a capability."""
