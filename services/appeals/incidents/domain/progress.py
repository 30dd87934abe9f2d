"""How far an incident is with its members."""

import msgspec

from services.appeals.contract.incident_facts import TriedOut
from services.appeals.contract.incident_words import AffectedState


class IncidentProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`members` in each state; `tried`: what the preview of that number has come to so far."""

    members: dict[AffectedState, int]
    preview: int
    tried: TriedOut

    @property
    def affected(self) -> int:
        return sum(self.members.values())
