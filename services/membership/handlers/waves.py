"""Which of several commands can be decided beside each other."""

from collections.abc import Iterator, Sequence

from services.membership.contract import commands as c
from services.membership.contract.instructions import Instruction

Simple = c.ReportPayment | c.TopUp | c.ReportOrder | c.ReportLogin
"""What is decided by the membership alone, once it is clear that it was never reported."""


def waves(instructions: Sequence[Instruction]) -> Iterator[list[Instruction]]:
    """In their order: within a wave no two are of one member or under one id, and what is not
    simple stands alone."""
    wave, taken = list[Instruction](), set[str]()
    for one in instructions:
        names = _names(one.command)
        if wave and (not names or not taken or not names.isdisjoint(taken)):
            yield wave
            wave, taken = [], set()
        wave.append(one)
        taken |= names
    if wave:
        yield wave


def id_of(command: Simple) -> str:
    """The host's own."""
    match command:
        case c.TopUp(reference=id) | c.ReportLogin(login_id=id):
            return id
        case c.ReportPayment(order_id=id) | c.ReportOrder(order_id=id):
            return id


def _names(command: object) -> set[str]:
    if not isinstance(command, Simple):
        return set()
    return {f"member {command.member_id}", f"id {id_of(command)}"}
