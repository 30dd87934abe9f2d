"""What staff decide of an incident. Each decision gives the event that it leads to; none where
things are so already."""

import math
from datetime import datetime

from msgspec.structs import replace

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract import incident_commands as c
from services.appeals.contract import incident_events as e
from services.appeals.contract.incident_facts import LossTraits, PublicText
from services.appeals.contract.incident_words import IncidentState as S
from services.appeals.domain.aggregate.texts import permanent_text
from services.appeals.incidents.domain.incident import UNDECIDED, LossIncident
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.rules import check_parts
from services.membership.contract.words import Cause, RemedyKind

_GIVE_NOTHING = frozenset({RemedyKind.APOLOGY, RemedyKind.NOTHING})
LONGEST_LINE = 120
"""Characters of what everybody reads: it goes by SMS, too."""


def opened(command: c.OpenIncident, id: str, now: datetime) -> e.IncidentOpened:
    """
    Raises:
        InvalidInput: it begins in the future, ends before it begins, or has no reason.
    """
    ends = command.until or now
    if command.since > min(now, ends):
        raise InvalidInput(
            both(
                "since 须早于 until，且不能在将来。",
                "since comes before until, and not in the future.",
            ),
            field="since",
        )
    traits = LossTraits(
        cause=command.cause, source=command.source, plan=command.plan, plan_version=0
    )
    return e.IncidentOpened(
        incident=id,
        traits=traits,
        since=command.since,
        until=command.until,
        reason=permanent_text(command.reason, "reason"),
        elsewhere=command.elsewhere,
    )


def previewed(incident: LossIncident, command: c.PreviewIncident) -> e.RemedyPreviewed:
    """
    Raises:
        InvalidInput: it gives nothing, names no cause, or has what does not belong to it.
    """
    remedy = command.remedy
    if remedy.kind in _GIVE_NOTHING:
        raise InvalidInput(
            both(
                "事件的补救须给予会员某种补偿；如无影响，请以误报结束（dismissIncident）。",
                "The remedy of an incident gives something; where nobody lost anything, dismiss "
                "it (dismissIncident).",
            ),
            field="remedy",
        )
    if remedy.cause is Cause.UNKNOWN:
        raise InvalidInput(
            both("须写明原因，不能是 UNKNOWN。", "Name the cause; UNKNOWN is none."), field="cause"
        )
    check_parts((RemedyPart(kind=remedy.kind, days=remedy.days),))
    credit = remedy.credit and remedy.kind is not RemedyKind.CREDIT
    return e.RemedyPreviewed(incident=incident.id, remedy=replace(remedy, credit=credit))


def confirmed(
    incident: LossIncident, command: c.ConfirmIncident, worth_alone: int, affected: int = 0
) -> e.IncidentProposed | e.IncidentConfirmed:
    """`worth_alone`: up to which one of the staff decides alone, in minor units. `affected`:
    members by now; who came after it was tried out counts as much as those before.

    Raises:
        NotAllowed: nobody could get it, or it is not tried out yet.
    """
    reason, says = permanent_text(command.reason, "reason"), _public(command.says)
    if incident.state is S.PREVIEWED and not incident.tried.possible:
        raise NotAllowed(
            both(
                "试算表明这一补救对任何人都不可行。",
                "Tried out, this remedy was possible for nobody.",
            ),
            details={"current": incident.state.value},
        )
    if incident.state is not S.PREVIEWED:
        raise _not_now(incident)
    if _worth(incident, affected) > worth_alone:
        return e.IncidentProposed(incident=incident.id, reason=reason, says=says)
    return e.IncidentConfirmed(incident=incident.id, reason=reason, says=says)


def _worth(incident: LossIncident, affected: int) -> int:
    tried = incident.tried
    more = max(affected - tried.members, 0)
    return tried.worth + math.ceil(tried.worth * more / max(tried.possible, 1))


def seconded(incident: LossIncident, by: Actor) -> e.IncidentConfirmed:
    """
    Raises:
        Forbidden: the same person confirmed it.
        NotAllowed: it does not wait for a second one.
    """
    if incident.state is not S.PROPOSED or incident.proposed_by is None or incident.says is None:
        raise _not_now(incident)
    if incident.proposed_by.id == by.id:
        raise Forbidden(
            both(
                "须由另一位工作人员确认，不能是提出者本人。",
                "A second of the staff confirms it, never whoever asked.",
            ),
            field="id",
        )
    return e.IncidentConfirmed(
        incident=incident.id,
        reason=incident.reason,
        says=incident.says,
        proposed_by=incident.proposed_by.id,
    )


def dismissed(incident: LossIncident, command: c.DismissIncident) -> e.IncidentDismissed:
    if incident.state not in UNDECIDED:
        raise _not_now(incident)
    return e.IncidentDismissed(
        incident=incident.id,
        reason=permanent_text(command.reason, "reason"),
        says=_public(command.says),
    )


def cancelled(incident: LossIncident, command: c.CancelIncident) -> e.IncidentCancelled:
    return e.IncidentCancelled(
        incident=incident.id, reason=permanent_text(command.reason, "reason")
    )


def retried(incident: LossIncident) -> e.RefusedRetried:
    if incident.state is not S.SETTLED:
        raise _not_now(incident)
    return e.RefusedRetried(incident=incident.id)


def published(incident: LossIncident, command: c.PublishStatus) -> e.StatusPublished:
    last = incident.status.version if incident.status else 0
    return e.StatusPublished(incident=incident.id, version=last + 1, says=_public(command.says))


def _public(says: PublicText) -> PublicText:
    return PublicText(zh=_line(says.zh, "zh"), en=_line(says.en, "en"))


def _line(text: str, field: str) -> str:
    line = permanent_text(text, field)
    if len(line) > LONGEST_LINE or "\n" in line:
        raise InvalidInput(
            both(
                "{field} 须为一行，最多 {most} 个字符。",
                "{field} is one line of at most {most} characters.",
                field=field,
                most=LONGEST_LINE,
            ),
            field=field,
        )
    return line


def _not_now(incident: LossIncident) -> NotAllowed:
    return NotAllowed(
        both(
            "事件目前为 {state}，不能这样做。",
            "The incident is {state} now, which does not allow that.",
            state=incident.state.value,
        ),
        field="id",
        details={"current": incident.state.value},
    )
