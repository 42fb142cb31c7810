"""A recording as boxes and links, and where they stand."""
