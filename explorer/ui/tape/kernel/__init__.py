"""The real kernel behind the cells: its process, its thread, its console."""
