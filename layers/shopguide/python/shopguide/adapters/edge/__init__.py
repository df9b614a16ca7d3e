"""Qdrant Edge: Qdrant's engine in this process, one folder on disk an index."""
