"""Answers from cited evidence."""
