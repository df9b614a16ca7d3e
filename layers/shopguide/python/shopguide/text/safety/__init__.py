"""What must not be answered, obeyed or kept: unsafe requests, orders in data, personal data."""
