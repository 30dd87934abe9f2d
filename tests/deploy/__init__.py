"""What is shipped for production, as it is shipped."""
