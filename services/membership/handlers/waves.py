"""Which of several commands can be decided beside each other."""

from collections.abc import Sequence

from services.membership.contract import commands as c
from services.membership.contract.instructions import Instruction

Simple = c.ReportPayment | c.TopUp | c.ReportOrder | c.ReportLogin
"""What is decided by the membership alone, once it is clear that it was never reported."""


def waves(instructions: Sequence[Instruction]) -> list[list[int]]:
    """Their places. Within a wave no two are of one member, under one id or by one key, and those
    that are keep their order from wave to wave; what is not simple stands alone, after all before
    it."""
    found, joinable = list[list[int]](), 0
    last = dict[str, int]()
    for place, one in enumerate(instructions):
        names = _names(one)
        if not names:
            found.append([place])
            joinable = len(found)
            continue
        wave = max(joinable, *(last.get(name, -1) + 1 for name in names))
        if wave == len(found):
            found.append([])
        found[wave].append(place)
        last |= dict.fromkeys(names, wave)
    return found


def id_of(command: Simple) -> str:
    """The host's own."""
    match command:
        case c.TopUp(reference=id) | c.ReportLogin(login_id=id):
            return id
        case c.ReportPayment(order_id=id) | c.ReportOrder(order_id=id):
            return id


def _names(one: Instruction) -> set[str]:
    if not isinstance(one.command, Simple):
        return set()
    names = {f"member {one.command.member_id}", f"id {id_of(one.command)}"}
    return names | ({f"key {one.by.idempotency_key}"} if one.by.idempotency_key else set())
