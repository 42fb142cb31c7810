"""Widgets and drawing that any room uses."""
