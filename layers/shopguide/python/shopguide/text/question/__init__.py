"""Questions: what kind they are, what they are made of, what they refer to."""
