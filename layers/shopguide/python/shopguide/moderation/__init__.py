"""Questions that people answer, verified answers, and what shoppers think of answers."""
