"""The whole story, told on a fresh system of its own by people who use the public API.

It lies among the tests: it speaks the words of the product, which infra may not, and starts a whole
system with its embedded servers, which production must not.
"""
