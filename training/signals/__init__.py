"""The nightly batch: interactions to signals."""
