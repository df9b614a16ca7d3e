"""What is known of one shopper: their history, and what it says."""
