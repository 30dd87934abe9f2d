"""Exports: everything of a member, gathered from the contracts, to be taken away."""
