"""Whom a campaign goes to, as a question to the database."""

from datetime import datetime
from typing import Any

from services.notify.contract.campaigns import Audience


def query_of(audience: Audience, at: datetime) -> dict[str, Any]:
    """Those of the audience who were members at `at`: later ones are told on joining. `member_ids`
    are left to the caller, who asks for a few at once."""
    joined: dict[str, datetime] = {"$lte": at}
    if audience.joined_after:
        joined["$gte"] = audience.joined_after
    if audience.joined_before:
        joined["$lt"] = audience.joined_before
    query: dict[str, Any] = {"created_at": joined}
    if audience.language:
        query["language"] = audience.language
    for field, has in (("phone", audience.has_phone), ("email", audience.has_email)):
        if has is not None:
            query[field] = {"$ne": ""} if has else ""
    return query
