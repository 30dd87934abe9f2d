"""The history of somebody who had the record rectified, was refused, and took a request back."""

from datetime import timedelta

from services.membership.contract.rectification_commands import (
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.staff_commands import GrantDays
from tests.unit.membership.world import ID, STAFF, World


def rectified() -> World:
    world = World()
    world.enrol("gold")
    ids = [_asked(world, **about) for about in ({}, _of(world, 1), _of(world, 2), _of(world, 3))]
    world.do(GrantDays(member_id=ID, days=2, reason="Two days were missing."), STAFF)
    mended = (world.history[-1].id,)
    _decided(world, ids[0], accepted=True, mended=mended)
    _decided(world, ids[1], accepted=False)
    world.do(WithdrawRectification(member_id=ID, rectification_id=ids[2]))
    world.pass_time(days=11)
    return world


def _of(world: World, version: int) -> dict[str, object]:
    return {"subject": RectifiedSubject.EVENT, "about": world.history[version - 1].id}


def _asked(world: World, **about: object) -> str:
    ask = AskRectification(
        member_id=ID,
        wrong="It ends on the 29th. 到期日有误。",
        right="It ends on the 31st.",
        answer_by=world.now + timedelta(days=10),
        **about,  # type: ignore[arg-type]
    )
    world.do(ask)
    return world.history[-1].id


def _decided(world: World, id: str, *, accepted: bool, mended: tuple[str, ...] = ()) -> None:
    world.do(
        DecideRectification(
            member_id=ID,
            rectification_id=id,
            accepted=accepted,
            reason="Looked at. 已核实。",
            mended=mended,
        ),
        STAFF,
    )
