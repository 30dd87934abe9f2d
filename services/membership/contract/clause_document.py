"""A version of a clause as its reader keeps it: one document of all that it says, and its SHA-256,
with which anybody proves later that it said this."""

import hashlib

import msgspec

from services.membership.contract.clause_views import ClauseVersionView


def document_of(version: ClauseVersionView) -> str:
    """JSON without spaces, keys in order, times in UTC (RFC 3339)."""
    said = {
        "clause": version.clause,
        "version": version.version,
        "title": version.title,
        "text": version.text,
        "parameters": version.parameters,
        "published_at": version.published_at,
        "effective_at": version.effective_at,
    }
    return msgspec.json.encode(said, order="sorted").decode()


def sha256_of(document: str) -> str:
    """Hexadecimal, of its bytes in UTF-8."""
    return hashlib.sha256(document.encode()).hexdigest()
