"""What the member would have to prove, and the files that were added."""
