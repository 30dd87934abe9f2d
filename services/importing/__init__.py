"""Takes over an existing platform's members, payments, orders and logins from files.

A client of the services' contracts: it knows nothing of how they keep what it sends.
"""
