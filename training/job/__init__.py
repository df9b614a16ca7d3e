"""The container contract: the same job on SageMaker and on one's own machine (docs/training.md)."""
