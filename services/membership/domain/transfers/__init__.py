"""A membership that goes to another member."""
