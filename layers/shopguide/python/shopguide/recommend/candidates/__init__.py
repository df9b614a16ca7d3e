"""What a page may be made of, with what each signal says of it."""
