"""What happened: the recorder, and what it knows of tensors, nodes and lines."""
