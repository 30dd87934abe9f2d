"""What is promised and until when, by the business calendar of an appeal."""
