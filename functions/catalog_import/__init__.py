"""S3 event: read, validate, diff, split."""
