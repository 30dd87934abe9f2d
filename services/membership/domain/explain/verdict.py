"""What a rule finds: the cause, in words and with its evidence."""

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.views import Certainty, Evidence
from services.membership.contract.words import Cause


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`cause` none: nothing is lost. `prevention`: what would have prevented it."""

    cause: Cause | None
    summary: LocalText
    prevention: LocalText
    evidence: tuple[Evidence, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    clause: str | None = None
    clause_version: int | None = None
