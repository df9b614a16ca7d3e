"""What reviews say: aspects, sentiment, quotes, expected ratings."""
