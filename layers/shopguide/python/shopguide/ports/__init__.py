"""What ShopGuide needs from the world, as Protocols; adapters provide it."""
