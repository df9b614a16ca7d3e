"""What is looked for, turn by turn: kept, changed, measured, found, and asked about."""
