"""S3: publish a version of the signals once its last file is stored."""
