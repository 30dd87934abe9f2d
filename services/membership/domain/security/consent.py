"""The member lets partners follow, or no longer."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Either, both
from services.membership.contract import partner_events as e
from services.membership.contract.commands import AllowPartner, WithdrawPartner
from services.membership.contract.partner_words import ShareScope
from services.membership.domain.aggregate.lifecycle import (
    refusal,
    require_no_takeover,
    status_of,
)
from services.membership.domain.aggregate.state import EPOCH, Membership
from services.membership.domain.folding.evolve import evolve, fact_of
from services.membership.domain.folding.sharing import standing_of
from services.membership.domain.recording.confirming import confirmed_by
from services.membership.domain.recording.recorder import Recorder

ALLOWING = Either("授权合作方", "Letting a partner follow")
MOST_PARTNERS = 20
"""That follow one member: each is shown each change, in the commit that makes it."""


def allow_partner(
    recorder: Recorder, command: AllowPartner, history: Sequence[EventEnvelope]
) -> None:
    """
    Raises:
        InvalidInput: the scopes lack STATUS, without which there is nothing to see.
        NotAllowed: there is no membership, or as many partners follow as may.
        SecondFactorRequired: the device is not known, and no second factor came with it.
    """
    status_of(recorder.state)
    require_no_takeover(recorder.state, ALLOWING)
    scopes, state = _checked(command.scopes), recorder.state
    known = state.partners.get(command.partner_id)
    if known is not None and known.ended_at is None:
        if known.scopes == scopes:
            return
    elif sum(one.ended_at is None for one in state.partners.values()) >= MOST_PARTNERS:
        raise refusal(
            state,
            both(
                "最多可授权 {most} 个合作方；请先取消其中一个的授权。",
                "At most {most} partners follow a member; withdraw from one of them first.",
                most=MOST_PARTNERS,
            ),
        )
    confirmed_by(recorder, ALLOWING)
    recorder.record(
        e.PartnerAllowed(
            partner_id=command.partner_id,
            partner_name=command.partner_name,
            scopes=scopes,
            status_since=_status_since(recorder, history),
        )
    )


def withdraw_partner(recorder: Recorder, command: WithdrawPartner) -> None:
    """
    Raises:
        NotFound: the partner never followed.
    """
    known = recorder.state.partners.get(command.partner_id)
    if known is None:
        raise NotFound(
            both("您未曾授权此合作方。", "You never let this partner follow."),
            field="partnerId",
        )
    if known.ended_at is None:
        recorder.record(e.PartnerWithdrawn(partner_id=command.partner_id, partner_name=known.name))


def _checked(scopes: Sequence[ShareScope]) -> tuple[ShareScope, ...]:
    """In one order, each once."""
    if ShareScope.STATUS not in scopes:
        raise InvalidInput(
            both(
                "请至少授权查看 STATUS（会员状态）；否则没有可看的内容。",
                "Name at least STATUS: without it there is nothing to see.",
            ),
            field="scopes",
        )
    return tuple(scope for scope in ShareScope if scope in scopes)


def _status_since(recorder: Recorder, history: Sequence[EventEnvelope]) -> datetime:
    """When the membership came to be as it is: counted from now on, looked up once."""
    if recorder.state.status_since is not None:
        return recorder.state.status_since
    state, since = Membership(member_id=recorder.state.member_id), EPOCH
    for envelope in recorder.history_after(history):
        after = evolve(state, fact_of(envelope))
        since = since if standing_of(after) == standing_of(state) else envelope.happened_at
        state = after
    return since
