"""What one price pays for: beginning, renewing, changing, grace, and what is used of it."""
