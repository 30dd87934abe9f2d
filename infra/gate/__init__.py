"""Rates and circuit breakers that all processes share, one of each by name.

`bucket`, `breaker` and `decide` are the rules, pure; `shared` keeps them in Valkey, `local` in this
process for as long as Valkey is away; `gate` is what callers use.
"""
