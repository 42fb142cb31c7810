"""The change of the person's own lines that mends what was found."""
