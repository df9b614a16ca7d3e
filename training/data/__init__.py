"""A shop's files to clean tables, splits and examples."""
