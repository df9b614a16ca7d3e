"""What can be trained: one readable script an objective, its run command on top."""
