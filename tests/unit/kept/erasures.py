"""The history of somebody who asked to be erased, took it back, and asked again."""

from datetime import timedelta

from services.membership.contract import commands as c
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from tests.unit.membership.world import ID, PROVEN, STAFF, World


def erased() -> World:
    world = World()
    world.enrol("gold")
    if left := world.state.balance:
        world.do(c.WithdrawBalance(member_id=ID, amount=left, reason="Paid out."), STAFF)
    for taken_back in (True, False):
        ask = AskErasure(member_id=ID, erase_at=world.now + timedelta(days=7))
        world.do(ask, PROVEN)
        world.pass_time(days=3)
        if taken_back:
            world.do(WithdrawErasure(member_id=ID))
    world.pass_time(days=4)
    return world
