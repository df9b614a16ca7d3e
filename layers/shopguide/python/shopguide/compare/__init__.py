"""Products side by side, and what it comes to for a need."""
