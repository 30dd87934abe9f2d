"""People of the staff as a member meets them in an appeal: by letters, never by their names."""

from collections.abc import Iterator, Mapping

from infra.kernel.events import Actor
from services.appeals.contract.views import AppealView
from services.shared.callers import ActorKind


def letters_of(appeal: AppealView) -> Mapping[str, str]:
    """By the id of each of the staff, in the order in which they came to the appeal: as steps are
    only added, a letter stays theirs."""
    met = dict.fromkeys(one.id for one in _actors(appeal) if one.kind == ActorKind.STAFF)
    return {id: _letter(place) for place, id in enumerate(met)}


def _actors(appeal: AppealView) -> Iterator[Actor]:
    yield from (step.by for step in appeal.steps)
    yield from (message.by for message in appeal.messages if not message.staff_only)
    for decision in (*appeal.earlier_decisions, appeal.decision):
        if decision is not None:
            yield decision.by
            yield from [decision.confirmed_by] if decision.confirmed_by else []
    yield from [appeal.reviewer] if appeal.reviewer else []


def _letter(place: int) -> str:
    """A to Z, then A1 and so on."""
    turn, place = divmod(place, 26)
    return chr(ord("A") + place) + (str(turn) if turn else "")
