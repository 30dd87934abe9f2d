"""What notification keeps of people in a form that nobody reads without their keys. Lookups go by
keyed hashes: see `recipients.handles`."""

from infra.sealing.fields import SealedFields, owned_by, shared
from services.notify.core.stores.collections import (
    ALERTS,
    JOBS,
    JOURNAL,
    MOVES,
    RECIPIENTS,
    STAFF_TASKS,
)
from services.notify.core.stores.jobs import NO_ITEMS

_OF_MEMBER = owned_by("member_id")
_ON_THE_WAY = shared("deliveries")
"""Jobs hold deliveries of many, and leave when they are done; news of a delivery leaves with its
alert."""

SEALED = (
    SealedFields(
        RECIPIENTS,
        dict.fromkeys(("name", "phone", "new_phone", "email", "new_email"), ""),
        owned_by("_id"),
    ),
    SealedFields(ALERTS, {"name": "", "facts": {}, "deliveries.*.to": ""}, _OF_MEMBER),
    SealedFields(MOVES, {"address": ""}, _OF_MEMBER),
    SealedFields(STAFF_TASKS, {"note": ""}, _OF_MEMBER),
    SealedFields(JOBS, {"items": NO_ITEMS}, _ON_THE_WAY),
    SealedFields(JOURNAL, {"to": ""}, _ON_THE_WAY),
)
