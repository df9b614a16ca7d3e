"""A schedule: copy what was reported into the lake."""
