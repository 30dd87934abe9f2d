"""On whose behalf a command runs."""

import msgspec

from infra.kernel.events import Actor


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway is the edge of trust: it fills this from a verified token.

    `idempotency_key`: the same key and command give the same outcome once; empty means none.
    `second_factor`: the person proved a second factor for this very call.
    `ip` and `device_label` are personal data: stored apart from events, never logged.
    """

    actor: Actor
    request_id: str = ""
    idempotency_key: str = ""
    second_factor: bool = False
    device_id: str = ""
    device_label: str = ""
    ip: str = ""
