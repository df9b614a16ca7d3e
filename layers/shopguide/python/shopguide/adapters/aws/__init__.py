"""What all AWS adapters share: bounded calls and one translation of their failures."""
