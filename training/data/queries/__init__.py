"""Queries and questions as shoppers would write them, made from the catalogue and checked."""
