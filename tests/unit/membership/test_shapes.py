"""A state that an earlier release stored is held against the fold in what that release knew."""

from datetime import timedelta

from msgspec.structs import replace

from services.membership.contract import commands as c
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import fold
from services.membership.domain.folding.shapes import fields, leads_to, shape
from tests.unit.membership.world import ID, World


def cancelled() -> Membership:
    world = World()
    world.enrol("gold")
    world.do(c.Cancel(member_id=ID))
    return fold(ID, world.history)


def test_fields_are_those_of_the_state_and_of_all_within() -> None:
    assert {"Membership.holds", "Hold.placed_at", "Undoable.fell", "Device.trusted"} <= fields()
    assert len(shape()) == 16


def test_what_a_release_knew_has_to_be_as_the_history_says() -> None:
    folded = cancelled()
    assert leads_to(folded, folded, fields())
    assert not leads_to(folded, replace(folded, undo=None), fields())
    assert not leads_to(folded, replace(folded, undo=None), fields() - {"Membership.claim"})


def test_what_it_did_not_know_may_be_unsaid_but_not_otherwise() -> None:
    folded = cancelled()
    assert folded.undo is not None
    before = fields() - {"Membership.undo"}
    assert leads_to(folded, replace(folded, undo=None), before)
    later = replace(folded.undo, until=folded.undo.until + timedelta(hours=1))
    assert not leads_to(folded, replace(folded, undo=later), before)


def test_so_it_is_within_what_it_knew() -> None:
    folded = cancelled()
    assert folded.undo is not None
    counted = replace(folded, undo=replace(folded.undo, owed=7))
    assert leads_to(counted, folded, fields() - {"Undoable.owed"})
    assert not leads_to(counted, folded, fields())
