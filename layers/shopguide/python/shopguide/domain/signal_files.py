"""Files of a version of the signals, by name: other jobs make some, the batch puts all of them into
one folder, and a publication reads them from ``signals/<version>/``.
"""

MANIFEST = "signals.json"
"""Written last; lists all others with their checksums."""

NEIGHBOURS = "neighbours.jsonl.gz"
LIKE_MINDED = "like-minded.jsonl.gz"
TRENDING = "trending.jsonl.gz"
FACTORS = "factors.npz"
WEIGHTS = "weights.json"
CLICKS_CARD = "clicks.json"
CLICKS_MODEL = "clicks.onnx"

ALWAYS = (NEIGHBOURS, LIKE_MINDED, TRENDING)
"""No version is without them."""

ADDED = (CLICKS_CARD, CLICKS_MODEL, WEIGHTS)
"""Files that other jobs make, and that may lie in a version."""
