"""What runs in the process of a person's program, beside the program."""
