"""A consistent copy of all databases, and a system from such a copy."""
