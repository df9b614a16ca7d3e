"""Objects of the one-machine mode, as plain files, and the lock of its data folder."""
