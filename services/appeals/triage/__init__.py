"""What is settled by rule at once, and what goes to a person."""
