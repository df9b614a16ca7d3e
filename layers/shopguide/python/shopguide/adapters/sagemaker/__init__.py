"""Training jobs on Amazon SageMaker: request, files, log, outcome."""
