"""What an import tells: counted while it is prepared, kept as JSON, shown as a page, announced."""
