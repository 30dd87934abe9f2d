"""The whole story, told on a fresh system of its own by people who use the public API."""
