"""In-memory adapters: fakes that ship with the product and obey the same contracts."""
