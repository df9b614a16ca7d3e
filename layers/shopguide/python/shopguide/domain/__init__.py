"""Pure types and errors of the shopping guide: no I/O, no framework, no SDK."""
