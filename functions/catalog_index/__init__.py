"""SQS: embed and store one batch; the last one publishes."""
