"""An appeal begins: at first, again on something new, and before another person."""
