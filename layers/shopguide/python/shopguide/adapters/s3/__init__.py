"""Objects and model bundles in S3."""
