"""Whether a question of yes or no is settled, and how."""
