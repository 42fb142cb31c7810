"""The Tape workspace: cells of code in a real kernel, and what was recorded of them."""
