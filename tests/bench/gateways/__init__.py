"""Gateways beside each other: one processor for the gateway, the other for all else."""

from tests.bench.gateways.contest import measure

__all__ = ["measure"]
