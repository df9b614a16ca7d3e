"""Uploaded files to rows: bytes, encodings, formats, headers."""
