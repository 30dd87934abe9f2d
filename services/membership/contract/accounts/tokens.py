"""What access tokens of ours are known by, so that none is taken for something else (RFC 8725,
3.11)."""

from typing import Final

AUDIENCE: Final = "reinstate"
TYPE: Final = "at+jwt"
"""In the header (RFC 9068, 2.1)."""
