"""The MongoDB client and what every database of ours needs. Motor is known here and in adapters
only, and used only in what it shares with PyMongo's own asynchronous client."""

import asyncio
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from operator import methodcaller
from typing import Any, Final, TypeVar

from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from bson.int64 import Int64
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import ASCENDING, IndexModel
from pymongo.client_session import ClientSession
from pymongo.database import Database as PymongoDatabase
from pymongo.errors import OperationFailure

from infra.kernel.batches import batched
from infra.settings import PlatformSettings
from infra.storage.errors import NAMESPACE_EXISTS

Client = AsyncIOMotorClient[dict[str, Any]]
Database = AsyncIOMotorDatabase[dict[str, Any]]
Collection = AsyncIOMotorCollection[dict[str, Any]]
Session = AsyncIOMotorClientSession
BlockingDatabase = PymongoDatabase[dict[str, Any]]
BlockingSession = ClientSession
T = TypeVar("T")
_THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="in-one-go")
"""Each waits for the database nearly all the time."""
_IDS_AT_ONCE = 250
"""In one `$in`: above 500 the embedded server takes longer than their number asks for."""


class _PlainInt(TypeDecoder):
    """MongoDB's 64-bit numbers as plain ints: nothing else knows the driver's own class."""

    bson_type = Int64

    def transform_bson(self, value: Any) -> int:
        return int(value)


class _InUtc(TypeDecoder):
    """Times as the driver decodes them when nobody asks for a zone, with ours put on: told the
    zone, it goes the way over its own first, for half of all that decoding takes."""

    bson_type = datetime
    transform_bson = methodcaller("replace", tzinfo=UTC)  # type: ignore[assignment]  # all in C


DUE_EVER: Final = {"$gt": datetime(1970, 1, 1, tzinfo=UTC)}
"""What the due time of rows that will be due is compared with."""
OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    type_registry=TypeRegistry([_PlainInt(), _InUtc()])
)


def connect(settings: PlatformSettings) -> Client:
    """A client for the running event loop. It connects at its first use."""
    return AsyncIOMotorClient(
        settings.mongo_url, tz_aware=True, serverSelectionTimeoutMS=5_000, w="majority"
    )


def database(client: Client, name: str) -> Database:
    return client.get_database(name, codec_options=OPTIONS)


async def on_a_thread(db: Database, work: Callable[[BlockingDatabase], T]) -> T:
    """Runs commands that follow each other with nothing between them, on a thread with the driver's
    own blocking objects: each on its own would be handed to a thread and back, which takes a
    quarter of a short commit."""
    run = partial(copy_context().run, work, db.delegate)
    return await asyncio.get_running_loop().run_in_executor(_THREADS, run)


async def in_one_go(
    db: Database, session: Session, work: Callable[[BlockingDatabase, BlockingSession], T]
) -> T:
    """The same in a session."""
    return await on_a_thread(db, lambda blocking: work(blocking, session.delegate))


async def find_by_ids(
    rows: Collection, ids: Sequence[Any], projection: Mapping[str, Any] | None = None
) -> dict[Any, dict[str, Any]]:
    """The documents with these ids, by id."""
    if len(ids) == 1:  # as nearly every command asks; a cursor would go the way twice
        one = await rows.find_one({"_id": ids[0]}, projection)
        return {ids[0]: one} if one is not None else {}
    return {row["_id"]: row for row in await find_by(rows, "_id", ids, projection)}


async def find_by(
    rows: Collection, field: str, values: Iterable[Any], projection: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The documents whose field is one of the values."""
    found = (
        rows.find({field: {"$in": batch}}, projection).batch_size(len(batch) + 1).to_list(None)
        for batch in id_batches(values)
    )  # one more than an id for each: else the driver asks again for what comes after the first 101
    return [row for batch in await asyncio.gather(*found) for row in batch]


def id_batches(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The distinct ones, as many at a time as one `$in` takes well."""
    return (list(batch) for batch in batched(dict.fromkeys(ids), _IDS_AT_ONCE))


async def aggregated(rows: Collection, pipeline: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What a pipeline gives. PyMongo's own client has to be awaited for the cursor, Motor not."""
    cursor: Any = rows.aggregate(list(pipeline))
    if inspect.isawaitable(cursor):
        cursor = await cursor
    return [row async for row in cursor]


def guarded_by(*fields: str) -> IndexModel:
    """For a collection whose updates name the id and what `fields` were: the embedded server would
    read every row to find the one."""
    return IndexModel([(field, ASCENDING) for field in ("_id", *fields)])


def stages(*conditions: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A pipeline that finds what meets all the conditions, the one with an index first: for several
    at once the embedded server uses no index, and MongoDB makes one stage of them."""
    return [{"$match": dict(condition)} for condition in conditions]


def due_until(instant: datetime) -> dict[str, datetime]:
    """What a due time is compared with. Without a lower bound the embedded server would look at
    the rows that are never due, too."""
    return {**DUE_EVER, "$lte": instant}


async def ensure_indexes(db: Database, indexes: Mapping[str, Sequence[IndexModel]]) -> None:
    """Creates what is missing, and the collections with it (a transaction cannot)."""
    await on_a_thread(db, partial(_ensure, indexes=indexes))


def _ensure(db: BlockingDatabase, indexes: Mapping[str, Sequence[IndexModel]]) -> None:
    existing = set(db.list_collection_names())
    for collection, models in indexes.items():
        if models:
            db[collection].create_indexes(list(models))
        elif collection not in existing:
            _create(db, collection)


def _create(db: BlockingDatabase, collection: str) -> None:
    """Another process that starts at the same time may be faster."""
    try:
        db.create_collection(collection, check_exists=False)
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:
            raise
