"""Infrastructure, on AWS and on one machine."""
