"""What HTTP and Lambda need: schemas, the error table, observability."""
