"""Accounts: who somebody is, and what proves it. A part of its own, with its own database."""
