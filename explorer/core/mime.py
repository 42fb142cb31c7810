"""What our own outputs are called where a notebook keeps them."""

LANDSCAPE = "application/vnd.derivative-explorer.landscape"
"""A network's loss over two directions: a text of JSON, whose object `Section.of_data` reads."""
