"""Accounts, as everybody else knows them: who somebody is, and what proves it."""
