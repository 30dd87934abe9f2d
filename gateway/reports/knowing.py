"""Money goes to nobody whose id was mistyped."""

from collections.abc import Sequence

from gateway.request.context import Contracts
from gateway.request.loaders import FAILURES
from infra.kernel.errors import AppError, NotFound, from_record
from infra.kernel.sentences import both
from services.membership.contract.queries import GetMembership
from services.notify.contract.queries import GetProfile


async def require_known(apis: Contracts, member_id: str) -> None:
    """
    Raises:
        NotFound: neither registered nor a member.
        Unavailable: who knows cannot be asked.
    """
    if refused := (await refusals(apis, [member_id])).get(member_id):
        raise refused


async def refusals(apis: Contracts, member_ids: Sequence[str]) -> dict[str, AppError]:
    """Why money does not go to these, by member; of the others nothing."""
    if not member_ids:
        return {}
    found = await apis.membership.read([GetMembership(member_id=id) for id in member_ids])
    failed = _failed(member_ids, found)
    strangers = [id for id, error in failed.items() if isinstance(error, NotFound)]
    if not strangers:
        return failed
    profiles = await apis.notify.read([GetProfile(member_id=id) for id in strangers])
    still = _failed(strangers, profiles)
    known = {id for id in strangers if id not in still}
    told = {id: _told(id, error) for id, error in (failed | still).items()}
    return {id: error for id, error in told.items() if id not in known}


def _failed(member_ids: Sequence[str], answers: Sequence[object]) -> dict[str, AppError]:
    return {
        id: from_record(answer.error)
        for id, answer in zip(member_ids, answers, strict=True)
        if isinstance(answer, FAILURES)
    }


def _told(member_id: str, error: AppError) -> AppError:
    if not isinstance(error, NotFound):
        return error
    return NotFound(
        both(
            "没有会员 {id}；请核对编号，新会员请先登记（registerMember，或 member.joined）。",
            "There is no member {id}; check the id, or register a new member first "
            "(registerMember, or member.joined).",
            id=member_id,
        ),
        field="memberId",
    )
