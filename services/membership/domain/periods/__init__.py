"""What one price pays for: beginning, renewing, changing, grace and its end, and what is used of it."""
