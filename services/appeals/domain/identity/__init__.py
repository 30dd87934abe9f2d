"""Whether it is the member who appeals."""
