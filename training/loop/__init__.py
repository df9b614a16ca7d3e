"""What every objective shares: its job, its settings, the loop, checkpoints and throughput."""
