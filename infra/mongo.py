"""The MongoDB client and what every database of ours needs. Motor is known here and in adapters
only, and used only in what it shares with PyMongo's own asynchronous client."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorDatabase,
)
from pymongo import IndexModel

from infra.settings import Settings

Client = AsyncIOMotorClient[dict[str, Any]]
Database = AsyncIOMotorDatabase[dict[str, Any]]
Session = AsyncIOMotorClientSession

IN_UTC: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)


def connect(settings: Settings) -> Client:
    """A client for the running event loop. It connects at its first use."""
    return AsyncIOMotorClient(
        settings.mongo_url, tz_aware=True, serverSelectionTimeoutMS=5_000, w="majority"
    )


def database(client: Client, name: str) -> Database:
    return client.get_database(name, codec_options=IN_UTC)


async def ensure_indexes(db: Database, indexes: Mapping[str, Sequence[IndexModel]]) -> None:
    """Creates what is missing, and the collections with it (a transaction cannot)."""
    existing = set(await db.list_collection_names())
    for collection, models in indexes.items():
        if collection not in existing:
            await db.create_collection(collection, check_exists=False)
        if models:
            await db[collection].create_indexes(list(models))
