"""Who is asking: sessions of shoppers, API keys, and the keys behind both."""
