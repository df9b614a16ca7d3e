"""The page: which candidates, in which order, and why."""
