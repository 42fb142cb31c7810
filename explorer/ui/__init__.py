"""The window: thin views of the core."""
