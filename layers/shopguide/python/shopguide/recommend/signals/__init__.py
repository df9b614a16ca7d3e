"""The signals that a nightly batch publishes: written, read, pointed at."""
