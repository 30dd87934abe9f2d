"""Incidents on a real database: suspected by what losses have in common, confirmed once, and put
right for everyone affected, whoever appealed or not."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from infra.kernel.errors import Forbidden, NotAllowed, NotFound, SecondFactorRequired
from infra.kernel.events import Actor
from infra.storage.mongo import database
from infra.storage.writer import EVENTS
from services.appeals.adapters.proposals import PROPOSALS
from services.appeals.contract import incident_commands as c
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.incident_facts import Elsewhere, PublicText
from services.appeals.contract.incident_queries import (
    GetIncidentsAbout,
    GetOwnIncidents,
    GetPublicLines,
)
from services.appeals.contract.incident_views import (
    LossIncidentsPage,
    OwnIncidents,
    PublicLine,
    PublicLines,
)
from services.appeals.contract.incident_words import (
    AffectedState,
    AlikeIn,
    ElsewhereKind,
    IncidentState,
    PublicState,
)
from services.appeals.contract.words import AppealState, RemedyState
from services.appeals.incidents.collections import SEEN_LOSSES
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind, StaffKind
from tests.contract import incident_system as s
from tests.contract.appeals_system import LOST_AT, AppealsSystem, appeals_system
from tests.fakes.callers import staff_caller
from tests.unit.appeals.people import ANNA, DAY, HOUR, MEMBER, by, decision, opening

A, S = AffectedState, IncidentState
MANY = 500
NEEDED = 5


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as running:
        yield running


def members(number: int) -> list[str]:
    return [f"m-{one}" for one in range(1, number + 1)]


async def suspected(system: AppealsSystem, number: int = NEEDED) -> str:
    await s.lose(system, members(number))
    [one] = await s.incidents(system)
    return one.id


async def told(system: AppealsSystem, type: str) -> Counter[str]:
    """How often each member was told by events of the type."""
    found = database(system.mongo, f"{system.prefix}_appeals")[EVENTS].find({"type": type})
    return Counter([row["body"]["member_id"] async for row in found])


async def states(system: AppealsSystem, id: str) -> dict[A, int]:
    return {one.state: one.members for one in (await s.incident(system, id)).members}


async def appeal_of(system: AppealsSystem, member_id: str) -> str:
    member = Actor(kind=ActorKind.MEMBER, id=member_id)
    return (await system.api.execute(opening(member_id=member_id), by(member))).appeal.number


async def test_enough_losses_that_are_alike_are_suspected_once_with_their_reasons(
    system: AppealsSystem,
) -> None:
    await s.lose(system, members(NEEDED - 1))
    assert await s.incidents(system) == []
    await s.lose(system, ["m-5"], plan="silver")
    [one] = await s.incidents(system)
    assert (one.state, one.losses, one.least) == (S.SUSPECTED, 5, 5)
    assert {each.alike_in: each.points for each in one.why} == {
        AlikeIn.CAUSE: 40, AlikeIn.SOURCE: 20, AlikeIn.TIME: 20,
    }  # fmt: skip
    await s.lose(system, ["m-6", "m-7"])
    [grown] = await s.incidents(system)
    assert (grown.id, grown.losses) == (one.id, 7)
    for member, ids in (("m-6", [one.id]), ("m-99", [])):
        [about] = await system.api.read([GetIncidentsAbout(member_id=member)])
        assert isinstance(about, LossIncidentsPage)
        assert [each.id for each in about.incidents] == ids


async def test_500_members_are_put_right_by_one_confirmation_and_each_is_told_once(
    system: AppealsSystem,
) -> None:
    id = await suspected(system, MANY)
    number = await appeal_of(system, "m-7")
    system.membership.refusals["m-9"] = NotAllowed("Nothing is lost any more.")
    tried = (await s.previewed(system, id)).tried
    assert (tried.members, tried.possible, tried.days) == (MANY, MANY - 1, MANY - 1)
    assert [(one.code, one.members) for one in tried.refused] == [("NOT_ALLOWED", 1)]
    assert system.membership.calls == 0

    confirm = c.ConfirmIncident(incident=id, reason=s.REASON, says=s.SAYS)
    twice = [await system.api.manage_incident(confirm, s.lin("once")) for _ in range(2)]
    assert [one.repeated for one in twice] == [False, True]
    over = await s.run(system, id)
    assert over.state is S.SETTLED
    assert await states(system, id) == {A.REMEDIED: MANY - 1, A.REFUSED: 1}
    [refused] = (await s.affected(system, id, A.REFUSED)).affected
    assert (refused.member_id, refused.code) == ("m-9", "NOT_ALLOWED")

    await s.room(system).running.step()
    assert system.membership.calls == MANY
    assert await told(system, "IncidentRemedied") == Counter(set(members(MANY)) - {"m-9"})
    appeal = await system.view(number)
    assert appeal.state is AppealState.CLOSED
    assert appeal.decision is not None
    assert (appeal.decision.remedy_state, appeal.decision.by.id) == (RemedyState.APPLIED, "s-1")
    [remedy] = await system.membership.remedies("m-7")
    assert (remedy.appeal_number, remedy.reason) == (id, s.REASON)
    assert appeal.decision.days == remedy.days


async def test_the_discount_missed_is_credited_where_there_was_an_order(
    system: AppealsSystem,
) -> None:
    id = await suspected(system)
    system.membership.credits["m-2"] = 1_234
    remedy = {"cause": Cause.DATA_FAULT, "kind": RemedyKind.RESTORE, "credit": True}
    tried = (await s.previewed(system, id, **remedy)).tried
    assert (tried.possible, tried.worth) == (NEEDED, 100 * NEEDED + 1_234)
    confirm = c.ConfirmIncident(incident=id, reason=s.REASON, says=s.SAYS)
    await system.api.manage_incident(confirm, s.lin())
    await s.run(system, id)
    rows = (await s.affected(system, id, A.REMEDIED)).affected
    assert {row.member_id: row.credited for row in rows} == {
        "m-1": 0, "m-2": 1_234, "m-3": 0, "m-4": 0, "m-5": 0,
    }  # fmt: skip


async def test_money_alone_reaches_those_who_paid_more_and_nobody_else(
    system: AppealsSystem,
) -> None:
    id = await suspected(system)
    system.membership.credits |= {"m-1": 500, "m-2": 1_234}
    remedy = {"cause": Cause.DATA_FAULT, "kind": RemedyKind.CREDIT}
    tried = (await s.previewed(system, id, **remedy)).tried
    assert (tried.possible, tried.worth) == (2, 1_734)
    confirm = c.ConfirmIncident(incident=id, reason=s.REASON, says=s.SAYS)
    await system.api.manage_incident(confirm, s.lin())
    await s.run(system, id)
    assert await states(system, id) == {A.REMEDIED: 2, A.REFUSED: 3}
    rows = (await s.affected(system, id, A.REMEDIED)).affected
    assert {row.member_id: (row.days, row.credited) for row in rows} == {
        "m-1": (0, 500), "m-2": (0, 1_234),
    }  # fmt: skip
    assert await told(system, "IncidentRemedied") == {"m-1": 1, "m-2": 1}


async def test_a_batch_is_a_rate_and_nothing_goes_on_while_it_is_paused(
    system: AppealsSystem,
) -> None:
    id = await suspected(system, 120)
    await s.confirmed(system, id)
    running = s.room(system).running
    await running.step()
    assert await states(system, id) == {A.REMEDIED: 50, A.WAITING: 70}
    await system.api.manage_incident(c.PauseIncident(incident=id), s.lin())
    await running.step()
    assert (await states(system, id))[A.REMEDIED] == 50
    await system.api.manage_incident(c.ResumeIncident(incident=id), s.lin())
    await running.step()
    await system.api.manage_incident(c.CancelIncident(incident=id, reason="Enough."), s.lin())
    await running.step()
    assert await states(system, id) == {A.REMEDIED: 100, A.WAITING: 20}
    assert (await s.incident(system, id)).state is S.CANCELLED


async def test_above_the_limit_a_second_person_confirms(system: AppealsSystem) -> None:
    id = await suspected(system)
    system.membership.worth = 100_000 // NEEDED + 1  # more than one may decide alone
    assert (await s.confirmed(system, id)).state is S.PROPOSED
    with pytest.raises(Forbidden):
        await system.api.manage_incident(c.SecondIncident(incident=id), s.lin())
    second = await system.api.manage_incident(c.SecondIncident(incident=id), s.wu())
    assert second.incident.state is S.RUNNING


async def test_only_specialists_with_a_second_factor_decide(system: AppealsSystem) -> None:
    id = await suspected(system)
    command = c.PreviewIncident(incident=id, remedy=s.REMEDY)
    with pytest.raises(Forbidden):
        await system.api.manage_incident(
            command, staff_caller("s-3", "Rui", staff_kind=StaffKind.REVIEWER)
        )
    weak = staff_caller("s-1", "Lin", staff_kind=StaffKind.SPECIALIST, second_factor=False)
    with pytest.raises(SecondFactorRequired):
        await system.api.manage_incident(command, weak)


async def test_who_was_refused_is_tried_again_or_given_to_a_person(system: AppealsSystem) -> None:
    id = await suspected(system)
    for member in ("m-1", "m-2"):
        system.membership.refusals[member] = NotAllowed("Not now.")
    await s.confirmed(system, id)
    await s.run(system, id)
    del system.membership.refusals["m-1"]
    await system.api.manage_incident(c.RetryRefused(incident=id), s.lin())
    await s.run(system, id)
    assert await states(system, id) == {A.REMEDIED: 4, A.REFUSED: 1}

    hand_over = c.HandOver(incident=id, member_id="m-2")
    first, again = [await system.api.manage_incident(hand_over, s.lin("k")) for _ in range(2)]
    assert (first.number, again.number, again.repeated) == (first.number, first.number, True)
    case = await system.view(first.number)
    assert (case.member_id, case.state) == ("m-2", AppealState.SUBMITTED)
    assert await states(system, id) == {A.REMEDIED: 4, A.WITH_A_PERSON: 1}
    with pytest.raises(NotAllowed):
        await system.api.manage_incident(c.HandOver(incident=id, member_id="m-1"), s.lin())
    with pytest.raises(NotFound):
        await system.api.manage_incident(c.HandOver(incident=id, member_id="m-x"), s.lin())


async def test_what_a_person_gave_already_is_not_given_again(system: AppealsSystem) -> None:
    id, number = await suspected(system), await appeal_of(system, "m-1")
    await system.api.execute(decision(number, days=5), by(ANNA))
    await s.confirmed(system, id)
    await s.run(system, id)
    [row] = (await s.affected(system, id, A.REFUSED)).affected
    assert row.says is not None
    assert number in str(row.says.values)
    assert len(await system.membership.remedies("m-1")) == 0  # its own is still on its way
    assert not await told(system, "AppealLinked")


async def test_nobody_decides_an_appeal_while_the_incident_does(system: AppealsSystem) -> None:
    id, number = await suspected(system), await appeal_of(system, "m-1")
    system.membership.down = True
    with pytest.raises(NotAllowed):
        await system.api.manage_incident(
            c.ConfirmIncident(incident=id, reason=s.REASON, says=s.SAYS), s.lin()
        )
    system.membership.down = False
    await s.confirmed(system, id)
    system.membership.down = True
    await s.room(system).running.step()
    assert await states(system, id) == {A.UNDER_WAY: NEEDED}
    with pytest.raises(NotAllowed, match=id):
        await system.api.execute(decision(number, days=5), by(ANNA))
    await system.api.manage_incident(c.CancelIncident(incident=id, reason="Enough."), s.lin())
    system.membership.down = False
    system.membership.refusals["m-1"] = NotAllowed("Not now.")
    await s.room(system).running.step()
    assert await states(system, id) == {A.REMEDIED: NEEDED - 1, A.REFUSED: 1}
    system.membership.refusals.clear()
    decided = await system.api.execute(decision(number, days=5), by(ANNA))
    assert decided.appeal.state is AppealState.DECIDED


async def test_what_waits_for_a_second_goes_once_the_incident_decides(
    system: AppealsSystem,
) -> None:
    id, number = await suspected(system), await appeal_of(system, "m-1")
    member = Actor(kind=ActorKind.MEMBER, id="m-1")
    await system.api.prove_identity(ProveIdentity(number=number, digits="4417"), by(member))
    system.membership.worth = 100_001
    await system.api.execute(decision(number, days=5), by(ANNA))
    proposals = database(system.mongo, f"{system.prefix}_appeals")[PROPOSALS]
    assert await proposals.count_documents({"_id": number}) == 1
    system.membership.worth = 0
    await s.confirmed(system, id)
    assert (await s.run(system, id)).state is S.SETTLED
    assert await proposals.count_documents({}) == 0


async def test_staff_open_one_for_what_they_know_of(system: AppealsSystem) -> None:
    await s.lose(system, members(3))
    assert await s.incidents(system) == []
    opening_it = c.OpenIncident(
        cause=Cause.DATA_FAULT,
        since=LOST_AT,
        until=LOST_AT + s.SECOND,
        reason="As the shop says.",
    )
    opened = (await system.api.manage_incident(opening_it, s.lin("k"))).incident
    again = await system.api.manage_incident(opening_it, s.lin("k"))
    assert (again.incident.id, again.repeated) == (opened.id, True)
    assert (await s.previewed(system, opened.id)).tried.members == 2  # the third came later


async def test_what_is_looked_into_elsewhere_is_linked_and_never_opened_twice(
    system: AppealsSystem,
) -> None:
    mass_loss = Elsewhere(kind=ElsewhereKind.MASS_LOSS, id="i-1")
    opening_it = c.OpenIncident(
        cause=Cause.LAPSED, since=LOST_AT, reason="They had paid.", elsewhere=mass_loss
    )
    opened = (await system.api.manage_incident(opening_it, s.lin())).incident
    assert (opened.elsewhere, opened.traits.source) == (mass_loss, "MASS_LOSS:i-1")
    with pytest.raises(NotAllowed) as refused:
        await system.api.manage_incident(opening_it, s.wu())
    assert refused.value.details == {"incident": opened.id}


async def test_me_too_is_checked_against_the_record(system: AppealsSystem) -> None:
    id = await suspected(system)
    join = c.JoinIncident(incident=id, member_id="m-3", text="Mine as well.")
    me = by(Actor(kind=ActorKind.MEMBER, id="m-3"))
    with pytest.raises(NotFound):  # nobody was told of it yet
        await system.api.join_incident(join, me)
    published = c.PublishStatus(incident=id, says=s.SAYS)
    await system.api.manage_incident(published, s.lin())
    joined, again = [await system.api.join_incident(join, me) for _ in range(2)]
    assert joined.incident is not None
    assert (joined.incident.joined, joined.incident.state, again.repeated) == (
        True,
        A.WAITING,
        True,
    )
    assert await told(system, "IncidentJoined") == {"m-3": 1}

    await system.membership.lose("m-61", LOST_AT + HOUR, Cause.DATA_FAULT)  # by its explanation
    explained = await system.api.join_incident(
        c.JoinIncident(incident=id, member_id="m-61", text="Mine as well."),
        by(Actor(kind=ActorKind.MEMBER, id="m-61")),
    )
    assert explained.incident is not None
    assert explained.incident.lost_at == LOST_AT + HOUR

    await system.membership.lose("m-60", LOST_AT - 9 * DAY, Cause.LAPSED)
    other = c.JoinIncident(incident=id, member_id="m-60", text="Mine as well.")
    another = by(Actor(kind=ActorKind.MEMBER, id="m-60"))
    appealed, same = [await system.api.join_incident(other, another) for _ in range(2)]
    assert appealed.incident is None
    assert (await system.view(appealed.number)).member_id == "m-60"
    assert (same.number, same.repeated) == (appealed.number, True)
    with pytest.raises(Forbidden):
        await system.api.join_incident(other, by(MEMBER))


async def test_nobody_joins_what_ends_at_the_same_time(
    system: AppealsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await suspected(system)
    await system.api.manage_incident(c.PublishStatus(incident=id, says=s.SAYS), s.lin())
    await system.membership.lose("m-61", LOST_AT + HOUR, Cause.DATA_FAULT)
    memberships = s.room(system).joining._memberships
    loss_of = memberships.loss_of

    async def ended_meanwhile(member_id: str) -> object:
        dismissed = c.DismissIncident(incident=id, reason="A test.", says=s.SAYS)
        await system.api.manage_incident(dismissed, s.lin())
        return await loss_of(member_id)

    monkeypatch.setattr(memberships, "loss_of", ended_meanwhile)
    join = c.JoinIncident(incident=id, member_id="m-61", text="Mine as well.")
    with pytest.raises(NotAllowed, match="is over"):
        await system.api.join_incident(join, by(Actor(kind=ActorKind.MEMBER, id="m-61")))
    assert await told(system, "IncidentJoined") == {}


async def test_a_false_alarm_is_told_to_those_who_had_joined(system: AppealsSystem) -> None:
    id = await suspected(system)
    await system.api.manage_incident(c.PublishStatus(incident=id, says=s.SAYS), s.lin())
    me = by(Actor(kind=ActorKind.MEMBER, id="m-3"))
    await system.api.join_incident(c.JoinIncident(incident=id, member_id="m-3", text="Mine."), me)
    ended = PublicText(zh="经查为误报。", en="It was a false alarm.")
    dismissed = c.DismissIncident(incident=id, reason="A test.", says=ended)
    await system.api.manage_incident(dismissed, s.lin())
    for _ in range(3):
        await s.room(system).telling.step()
    assert await told(system, "JoinedIncidentEnded") == {"m-3": 1}
    [line] = await lines(system)
    assert (line.state, line.version, line.says) == (PublicState.FALSE_ALARM, 2, ended)
    await s.lose(system, ["m-70"])
    assert await s.incidents(system) == []  # it goes on, and is the same


async def test_whom_the_remedy_could_not_reach_hears_of_it_once_where_they_had_joined(
    system: AppealsSystem,
) -> None:
    id = await suspected(system)
    await system.api.manage_incident(c.PublishStatus(incident=id, says=s.SAYS), s.lin())
    number = await appeal_of(system, "m-2")
    for member in ("m-2", "m-3"):
        me = by(Actor(kind=ActorKind.MEMBER, id=member))
        join = c.JoinIncident(incident=id, member_id=member, text="Mine as well.")
        await system.api.join_incident(join, me)
    for member in ("m-1", "m-2", "m-3"):
        system.membership.refusals[member] = NotAllowed("Not now.")
    await s.confirmed(system, id)
    for _ in range(2):
        await s.run(system, id)
        assert await told(system, "JoinedNotRemedied") == {"m-2": 1, "m-3": 1}
        await system.api.manage_incident(c.RetryRefused(incident=id), s.lin())
    events = database(system.mongo, f"{system.prefix}_appeals")[EVENTS]
    said = await events.find({"type": "JoinedNotRemedied"}).to_list(None)
    numbers = {one["body"]["member_id"]: one["body"]["number"] for one in said}
    assert numbers == {"m-2": number, "m-3": ""}

    system.membership.refusals.clear()
    await s.run(system, id)
    assert await told(system, "IncidentRemedied") == Counter(members(NEEDED))


async def test_losses_that_came_to_nothing_are_forgotten_and_those_of_an_incident_kept(
    system: AppealsSystem,
) -> None:
    id = await suspected(system)
    await s.lose(system, ["m-50"])
    system.membership.happened.append(s.lost("m-51", LOST_AT + DAY))
    await s.see(system)
    forgetting = s.room(system).forgetting
    assert await forgetting.step() == 0
    system.clock.advance(27 * DAY)
    assert await forgetting.step() == 1  # of a day later than the others, and alone
    assert (await s.incident(system, id)).losses == NEEDED + 1
    rows = database(system.mongo, f"{system.prefix}_appeals")[SEEN_LOSSES]
    assert await rows.find_one({"member_id": "m-51"}) is None
    assert await rows.find_one({"member_id": "m-50"}) is not None


async def lines(system: AppealsSystem) -> list[PublicLine]:
    [answer] = await system.api.read([GetPublicLines()])
    assert isinstance(answer, PublicLines)
    return list(answer.lines)


async def own(system: AppealsSystem, member_id: str) -> OwnIncidents:
    [answer] = await system.api.read([GetOwnIncidents(member_id=member_id)])
    assert isinstance(answer, OwnIncidents)
    return answer


async def test_everybody_reads_what_staff_published_and_members_what_is_about_them(
    system: AppealsSystem,
) -> None:
    id = await suspected(system)
    await s.previewed(system, id)
    assert await lines(system) == []
    assert (await own(system, "m-1")).incidents == ()
    await system.api.manage_incident(c.PublishStatus(incident=id, says=s.SAYS), s.lin())
    [line] = await lines(system)
    assert (line.id, line.state, line.since) == (id, PublicState.INVESTIGATING, LOST_AT)
    await system.api.manage_incident(
        c.ConfirmIncident(incident=id, reason=s.REASON, says=s.SAYS), s.lin()
    )
    await s.run(system, id)
    assert [one.state for one in await lines(system)] == [PublicState.RESOLVED]
    [mine] = (await own(system, "m-1")).incidents
    assert (mine.state, mine.days, mine.says) == (A.REMEDIED, 5, s.SAYS)
    assert (await own(system, "m-99")).incidents == ()
    system.clock.advance(7 * DAY + HOUR)
    assert await lines(system) == []
