"""What of a shop's tables may be trained on, on which side of the split, and why not the rest."""
