"""Reports are taken: one by a mutation or a webhook, many by a bulk. What a report does is said
here once."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from gateway.reports.joining import HostMember
from gateway.reports.kinds import HostLogin
from gateway.reports.knowing import refusals, require_known
from gateway.reports.types import AnyReport, OfMembership
from gateway.request.context import Contracts
from infra.kernel.errors import AppError, from_record
from services.membership.contract.instructions import CarriedOut, Instruction
from services.membership.contract.views import Failed, Outcome
from services.shared.callers import Caller


class Reported(NamedTuple):
    """A report, and on whose behalf it is taken."""

    report: AnyReport
    by: Caller


Taken = CarriedOut | AppError


async def take(apis: Contracts, report: AnyReport, by: Caller) -> Outcome:
    """What one report did.

    Raises:
        AppError: it is refused; of who joins, what came before the refusal stays.
    """
    if isinstance(report, HostMember):
        return await _join(apis, report, by)
    if report.about_money:
        await require_known(apis, report.member_id)
    return await apis.membership.execute(report.command(), _caller_of(report, by))


async def take_many(apis: Contracts, given: Sequence[Reported]) -> list[Taken]:
    """What each did, in their order; one that is refused stops no other."""
    taken: list[Taken] = []
    for _, some in groupby(given, key=lambda one: isinstance(one.report, HostMember)):
        run = list(some)
        try:
            taken += await _run(apis, run)
        except AppError as error:  # nobody answered
            taken += [error] * len(run)
    return taken


async def _run(apis: Contracts, run: Sequence[Reported]) -> list[Taken]:
    """Of one kind: who joins is asked of several services, one after the other; the rest of
    membership alone, in one call."""
    money = dict.fromkeys(one.report.member_id for one in run if one.report.about_money)
    refused = await refusals(apis, list(money))
    asked = {
        place: Instruction(command=report.command(), by=_caller_of(report, by))
        for place, (report, by) in enumerate(run)
        if isinstance(report, OfMembership)
        and not (report.about_money and report.member_id in refused)
    }
    outcomes = await apis.membership.execute_many(list(asked.values())) if asked else []
    done = dict(zip(asked, outcomes, strict=True))
    return [
        _outcome(done[place]) if place in done else await _apart(apis, one, refused)
        for place, one in enumerate(run)
    ]


async def _apart(apis: Contracts, one: Reported, refused: dict[str, AppError]) -> Taken:
    """What was not asked of membership: somebody who joins, or money that goes to nobody."""
    if not isinstance(one.report, HostMember):
        return refused[one.report.member_id]
    try:
        return CarriedOut.of(await _join(apis, one.report, one.by))
    except AppError as error:
        return error


async def _join(apis: Contracts, report: HostMember, by: Caller) -> Outcome:
    """Each step can be made again: whoever was cut off begins anew."""
    contacts = await apis.notify.execute(report.contacts(), by)
    await apis.accounts.execute(report.account(), by)
    if (enrol := report.enrolment()) is not None:
        return await apis.membership.execute(enrol, by)
    return Outcome(member_id=report.member_id, repeated=contacts.repeated)


def _caller_of(report: AnyReport, by: Caller) -> Caller:
    """Who signed in did so from a device and a network of their own, not of the shop's."""
    if not isinstance(report, HostLogin):
        return by
    return replace(by, device_id=report.device_id, device_label=report.device_label, ip=report.ip)


def _outcome(one: CarriedOut | Failed) -> Taken:
    return from_record(one.error) if isinstance(one, Failed) else one
