"""What merchandisers write: checked, published, rolled back, and applied to a search."""
