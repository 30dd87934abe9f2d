"""What staff do when the breaker has tripped."""

from datetime import datetime

import msgspec

from services.membership.contract.breaker_words import MassLossDecision


class DecideMassLoss(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`reason`: members read it. `pass_until`: what else of the cause falls due until then is
    covered by a release, too; none: to the end of the hour in which it is carried out."""

    incident_id: str
    decision: MassLossDecision
    reason: str
    pass_until: datetime | None = None
