"""What a recording means: its steps, why a gradient is as it is, the chain rule with its numbers."""
