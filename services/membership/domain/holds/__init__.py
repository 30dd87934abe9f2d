"""What suspends a membership without ending it, and who may end that."""
