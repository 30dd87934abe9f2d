"""What an appeal gave back, for good and for the time being."""
