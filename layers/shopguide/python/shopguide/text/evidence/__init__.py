"""What speaks for a passage as the answer to a question, and how far to trust it."""
