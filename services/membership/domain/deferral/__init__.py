"""Changes for the worse that time or a rule brings: known beforehand, counted, and deferred while
too many come at once."""
