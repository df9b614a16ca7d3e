"""HTTP: answers."""
