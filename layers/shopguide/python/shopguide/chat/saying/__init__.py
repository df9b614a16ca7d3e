"""The words of the assistant, in both languages."""
