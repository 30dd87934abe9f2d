"""What a rule finds: the cause, in words and with its evidence."""

import msgspec

from services.membership.contract.explanations import Certainty, Evidence
from services.membership.contract.words import Cause
from services.membership.domain.explain.sentences import Statement


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`cause` none: nothing is lost. `prevention`: what would have prevented it. `evidence`: what
    belongs to the story beside the records that the sentences stand on."""

    cause: Cause | None
    summary: tuple[Statement, ...]
    prevention: Statement
    evidence: tuple[Evidence, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    clause: str | None = None
    clause_version: int | None = None
