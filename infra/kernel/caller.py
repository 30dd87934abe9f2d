"""On whose behalf a command runs."""

from enum import StrEnum

import msgspec

from infra.kernel.events import Actor


class StaffKind(StrEnum):
    """REVIEWER: answers and decides appeals. SPECIALIST: also protects memberships and addresses.
    ADMIN: also says what holds for everybody: clauses, templates, announcements."""

    REVIEWER = "reviewer"
    SPECIALIST = "specialist"
    ADMIN = "admin"


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway is the edge of trust: it fills this from a verified token.

    `idempotency_key`: the same key and command give the same outcome once; empty means none.
    `staff_kind`: of staff, and of nobody else.
    `second_factor`: the person proved one: at sign-in where that is enough for what is asked, else
    for this very call.
    `ip` and `device_label` are personal data: stored apart from events, never logged.
    """

    actor: Actor
    request_id: str = ""
    idempotency_key: str = ""
    second_factor: bool = False
    staff_kind: StaffKind | None = None
    device_id: str = ""
    device_label: str = ""
    ip: str = ""
