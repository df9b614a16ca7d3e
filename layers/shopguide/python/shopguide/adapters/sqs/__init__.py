"""Work queues in SQS."""
