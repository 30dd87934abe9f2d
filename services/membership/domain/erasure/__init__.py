"""The member asks to be forgotten."""
