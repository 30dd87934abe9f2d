"""What MongoDB's errors mean, by the codes and labels of its error reference."""

from collections.abc import Mapping
from typing import Any

from pymongo.errors import PyMongoError

DUPLICATE_KEY = 11000
NAMESPACE_EXISTS = 48
_TRANSIENT = "TransientTransactionError"


def only_duplicates(details: Mapping[str, Any] | None) -> bool:
    """Whether a bulk write failed for nothing but rows that are there already. `details`: of its
    `BulkWriteError`."""
    return {one.get("code") for one in (details or {}).get("writeErrors", [])} == {DUPLICATE_KEY}


def is_transient(error: PyMongoError) -> bool:
    """It met another transaction: the same again may succeed."""
    return error.has_error_label(_TRANSIENT)
