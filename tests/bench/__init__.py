"""Measures against the limit, in one run: ratios travel between machines, seconds do not."""
