"""What notification needs from the outside, as Protocols."""
