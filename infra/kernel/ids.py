"""Identifiers. They name things; they are never cursors (time-ordered ids skip late commits)."""

import hashlib

from uuid_utils import uuid7


def new_id() -> str:
    """A fresh id of 32 hexadecimal digits that sorts roughly by creation time (RFC 9562, v7)."""
    return uuid7().hex


def made_at(id: str) -> float:
    """When a fresh id was made, in seconds of Unix time: its first 48 bits are milliseconds (RFC
    9562, 5.7). What stands behind its digits is left alone."""
    return int(id[:12], 16) / 1_000


def new_id_after(previous: str | None) -> str:
    """A fresh id that sorts after `previous`, even when the clocks of two hosts disagree."""
    fresh = new_id()
    if previous is None or fresh > previous:
        return fresh
    return f"{int(previous, 16) + 1:032x}"


def derived_id(*parts: str) -> str:
    """The same parts give the same id: how a repeated step finds what it did the first time."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
