"""Building and checking what SAM deploys."""
