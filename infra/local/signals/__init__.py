"""The signals of a shop on one machine: built beside serving, published, gone back from."""
