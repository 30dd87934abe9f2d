"""How a flow talks by the client that ariadne-codegen writes from `tests/typed/operations`.

What goes in and what comes back are models: a field that is misspelt, or may be null, is found by
the type checker, as it is for a client team.
"""

from typing import TypeVar

from tests.flows.people import Member
from tests.typed.graph.enums import Status
from tests.typed.graph.fragments import Changed, Standing, Why
from tests.waiting import eventually

T = TypeVar("T")


def done(answer: object, success: type[T]) -> T:
    """The answer of a mutation or query that has to have gone well."""
    assert isinstance(answer, success), answer
    return answer


def changed(answer: object) -> Standing:
    """The membership after a change that has to have gone well."""
    membership = done(answer, Changed).membership
    assert membership is not None
    return membership


async def standing(member: Member) -> Standing:
    me = (await member.graph.own_membership()).me
    assert me is not None
    assert me.membership is not None
    return me.membership


async def becomes(member: Member, status: Status) -> Standing:
    async def look() -> Standing | None:
        found = await standing(member)
        return found if found.status is status else None

    return await eventually(look)


async def why(member: Member) -> Why:
    me = (await member.graph.own_explanation()).me
    assert me is not None
    assert me.membership is not None
    assert me.membership.explanation is not None
    return me.membership.explanation
