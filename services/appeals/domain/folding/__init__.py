"""How events make the state: one effect for each type of event."""
