"""Shopping dialogue: a state that both sides see, and turns that change it."""
