"""What happened to the case file of an appeal after it was attached."""

from services.appeals.contract.case_views import CasePart
from services.appeals.contract.event import Event
from services.membership.contract.words import Cause


class CaseFileRefreshed(Event, frozen=True, kw_only=True):
    """Sealed anew with what is different: so many entries `added`, `changed` and `gone`.
    `on_request`: the actor asked for it; otherwise a part had been missing, or the member named
    further orders. The other fields as of `CaseFileAttached`."""

    case_version: int
    sha256: str
    history_hash: str
    suspected_cause: Cause | None
    missing: tuple[CasePart, ...]
    added: int
    changed: int
    gone: int
    on_request: bool
