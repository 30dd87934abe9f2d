"""An announcement to everybody, and how far it has come."""

from datetime import datetime
from typing import Any

import msgspec

from services.notify.contract.words import CampaignState


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement to everybody. `cursor`: the last recipient planned; `rounds`: how often
    the recipients were gone through."""

    id: str
    event_type: str
    at: datetime
    started_at: datetime
    facts: dict[str, Any]
    state: CampaignState = CampaignState.RUNNING
    cursor: str = ""
    rounds: int = 1
    members: int = 0
    planned: int = 0
