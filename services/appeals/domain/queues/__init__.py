"""Where an appeal waits, under what it is listed, and which is to be taken first."""
