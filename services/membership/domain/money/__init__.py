"""Payments as the host and members report them: received, claimed, refunded, charged back."""
