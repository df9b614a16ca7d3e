"""Qdrant's client, whose several hundred models are built only when one is first used.

Importing the client builds a validator for each of its pydantic models, which takes 0.3 of the
0.4 s that it costs at a cold start; a search uses some twenty of them, which take 0.03 s. So within
the import pydantic is told to defer them, and the client not to complete them at once.
"""

from shopguide.deferred_models import deferred_models

__all__ = ["QdrantClient", "models"]

with deferred_models():
    from qdrant_client import QdrantClient, models
