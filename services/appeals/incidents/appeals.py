"""Appeals about losses that are part of an incident."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from infra.storage.changes import Change
from services.appeals.adapters.documents import FIGURES, MESSAGES, figure_rows, message_rows
from services.appeals.adapters.repository import change_of
from services.appeals.domain.deciding.linking import (
    GivenByIncident,
    decide_by_incident,
    link,
    unlink,
)
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.incidents.domain.affected import (
    Affected,
    about_this,
    remedied_by,
    remedy_id,
    still_open,
)
from services.appeals.incidents.domain.incident import LossIncident
from services.appeals.ports import AppealStore
from services.appeals.rows import Loaded
from services.membership.contract.remedies import RemedyGiven
from services.shared.callers import SYSTEM, Caller

Recorded = tuple[Loaded, Recorder]


class AppealsAbout:
    """All appeals of some members."""

    def __init__(self, loaded: Sequence[Loaded]) -> None:
        self._loaded = loaded

    def open(self, one: Affected) -> list[Loaded]:
        return [each for each in self._about(one) if still_open(each.appeal)]

    def number_of(self, one: Affected) -> str:
        return next((each.appeal.number for each in self.open(one)), "")

    def remedied(self, one: Affected) -> str | None:
        """The number of an appeal by which the member was given something for the loss."""
        by = (each.appeal.number for each in self._about(one) if remedied_by(each.appeal))
        return next(by, None)

    def linked(self, one: Affected, now: datetime) -> list[Recorded]:
        """None of them is anybody else's to decide from then on."""
        return [
            (each, link(each.appeal, one.incident, now))
            for each in self.open(one)
            if not each.appeal.incident
        ]

    def unlinked(self, one: Affected, now: datetime) -> list[Recorded]:
        return [(each, unlink(each.appeal, now)) for each in self.open(one) if each.appeal.incident]

    def decided(
        self, incident: LossIncident, one: Affected, given: RemedyGiven, now: datetime
    ) -> list[Recorded]:
        by = GivenByIncident(
            incident=incident.id,
            by=incident.decider,
            cause=incident.granted.cause,
            reason=incident.reason,
            remedy=incident.granted.kind,
            remedy_id=remedy_id(incident.id, one.member_id),
            days=given.days,
            period_end=given.period_end,
        )
        return [(each, decide_by_incident(each.appeal, by, now)) for each in self.open(one)]

    def _about(self, one: Affected) -> Iterable[Loaded]:
        return (each for each in self._loaded if about_this(each.appeal, one))


async def appeals_about(store: AppealStore, members: Sequence[Affected]) -> AppealsAbout:
    return AppealsAbout(await store.loaded_of([one.member_id for one in members]))


def changes_of(recorded: Iterable[Recorded]) -> list[Change]:
    return [change_of(loaded, recorder, Caller(actor=SYSTEM)) for loaded, recorder in recorded]


def texts_of(recorded: Iterable[Recorded]) -> dict[str, list[dict[str, Any]]]:
    """And what is counted of them."""
    recorders = [recorder for _, recorder in recorded]
    return {
        MESSAGES: [row for one in recorders for row in message_rows(one)],
        FIGURES: [row for one in recorders for row in figure_rows(one)],
    }
