"""What a main gives is passed on to its backups, in one commit with the note of it at the main."""

from collections.abc import Mapping
from datetime import datetime

from services.membership.contract import link_events as e
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import (
    Cover,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.linking.giving import backups_of, cover_of
from services.membership.domain.recording.recorder import Recorder


def pass_on(main: Recorder, backups: Mapping[str, Recorder]) -> None:
    """What the main gives now, to all of its backups. `backups`: by id, as far as they are
    there."""
    for id in backups_of(main.state):
        link, backup = main.state.links[id], backups.get(id)
        theirs = backup.state.links.get(main.state.member_id) if backup else None
        if backup is not None and theirs is not None and theirs.id == link.id:
            cover(backup, main, link.id)
    note_passed(main)


def note_passed(main: Recorder) -> None:
    given = cover_of(main.state, main.catalog)
    main.record(
        e.CoverPassedOn(
            plan=given.plan if given else "",
            plan_version=given.plan_version if given else 0,
            until=given.until if given else None,
            backups=backups_of(main.state),
        )
    )


def cover(backup: Recorder, main: Recorder, link_id: str) -> None:
    """What changes for one backup."""
    before, after = backup.state.cover, cover_of(main.state, main.catalog)
    if after is None:
        if before is not None:
            _ended(backup, main, link_id, before)
    elif before is None:
        _began(backup, main, link_id, after)
    elif _terms(before) != _terms(after):
        _changed(backup, main, link_id, before, after)


def _began(backup: Recorder, main: Recorder, link_id: str, after: Cover) -> None:
    backup.record(
        e.CoverBegan(
            link_id=link_id,
            main=main.state.member_id,
            plan=after.plan,
            plan_version=after.plan_version,
            until=after.until,
            in_use=_would_use(backup.state),
        )
    )


def _changed(backup: Recorder, main: Recorder, link_id: str, before: Cover, after: Cover) -> None:
    backup.record(
        e.CoverChanged(
            link_id=link_id,
            main=main.state.member_id,
            plan=after.plan,
            plan_version=after.plan_version,
            plan_before=before.plan,
            version_before=before.plan_version,
            until=after.until,
            in_use=_would_use(backup.state),
        )
    )


def _ended(backup: Recorder, main: Recorder, link_id: str, before: Cover) -> None:
    """With the cause for which the main's membership does not run."""
    backup.record(
        e.CoverEnded(
            link_id=link_id,
            main=main.state.member_id,
            plan=before.plan,
            plan_version=before.plan_version,
            in_use=_would_use(backup.state),
        ),
        cause=main.state.cause,
    )


def _would_use(backup: Membership) -> bool:
    """Whether the backup is entitled by what the main gives: nothing else entitles it, and nothing
    holds it back."""
    return not backup.holds and not live(backup)


def _terms(one: Cover) -> tuple[str, int, datetime | None]:
    return one.plan, one.plan_version, one.until
