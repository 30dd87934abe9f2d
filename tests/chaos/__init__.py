"""Kill -9 of everything while memberships change, then count."""
