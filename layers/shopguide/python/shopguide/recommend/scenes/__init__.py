"""Lists of their own for a product page, a cart and a campaign."""
