"""Rounds of retention, as they are shown."""

from collections.abc import Mapping
from datetime import timedelta

from infra.retention.course import Course, Phase
from services.shared.retention import Retained, RetentionKind


def retained(
    kept_for: Mapping[str, timedelta], courses: Mapping[str, Course]
) -> tuple[Retained, ...]:
    """One of each kind, also where no round has begun."""
    return tuple(
        _shown(RetentionKind(kind), period, courses.get(kind)) for kind, period in kept_for.items()
    )


def _shown(kind: RetentionKind, kept_for: timedelta, course: Course | None) -> Retained:
    if course is None:
        return Retained(kind=kind, kept_for=kept_for)
    return Retained(
        kind=kind,
        kept_for=kept_for,
        before=course.before,
        goes_at=course.next_at if course.phase is Phase.SHOWN else None,
        found=course.found,
        oldest=course.oldest,
        taken=course.taken,
        done_at=course.done_at,
    )
