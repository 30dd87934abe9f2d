"""A key of hashes that no database keeps."""

from services.notify.core.stores.hash_key import HashKey


def hashed_with(key: bytes) -> HashKey:
    async def given() -> bytes:
        return key

    return given
