"""The training pipeline on AWS: its definition, its template, what its steps run."""
