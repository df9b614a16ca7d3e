"""Records and queues of the one-machine mode, in SQLite files."""
