"""What a turn says: its language, wishes, constraints and words, and which products it means."""
