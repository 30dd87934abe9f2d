"""An endpoint of a partner: where to, what of, signed with what, and how it is doing."""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import both
from services.notify.contract.webhooks import DisabledBecause, EndpointState, WebhookEvent

BOTH_VALID_FOR = timedelta(hours=24)
MOST_SECRETS = 5
"""That are valid at once: each is one more signature in a header."""
ALWAYS_SENT = frozenset({WebhookEvent.FOLLOW_ENDED, WebhookEvent.TEST})


class SealedSecret(msgspec.Struct, frozen=True, kw_only=True):
    """`sealed`: encrypted. `until`: when it stops to sign; none for the newest."""

    sealed: str
    until: datetime | None = None


class WebhookEndpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: what is sent; empty for all. `payload`: its version. `contact`: who is told when it
    fails. `failing_since`: the first failure since anything got through; `failed_at`: the last.
    `cut_off`: the partner is, by an administrator. `deleted`: what is
    left of it is being cleared away. `rotated_by`: the call that made the newest secret. `warned`:
    percent of the time that it may fail, as told last. `next_due`: when to look at it
    again. `hurrying`: whatever waits for its next attempt is being made due. `version`: counts
    changes."""

    id: str
    partner_id: str
    url: str
    created_at: datetime
    secrets: tuple[SealedSecret, ...]
    events: tuple[WebhookEvent, ...] = ()
    payload: int = 1
    description: str = ""
    contact: str = ""
    language: str = "en"
    state: EndpointState = EndpointState.ENABLED
    cut_off: bool = False
    deleted: bool = False
    rotated_by: str = ""
    disabled_because: DisabledBecause | None = None
    disabled_at: datetime | None = None
    failing_since: datetime | None = None
    failed_at: datetime | None = None
    warned: int = 0
    next_due: datetime | None = None
    hurrying: bool = False
    version: int = 1

    def wants(self, event: WebhookEvent) -> bool:
        return not self.events or event in self.events or event in ALWAYS_SENT

    @property
    def enabled(self) -> bool:
        return self.state is EndpointState.ENABLED

    @property
    def sends(self) -> bool:
        return self.enabled and not self.cut_off and not self.deleted


def rotated(endpoint: WebhookEndpoint, sealed: str, now: datetime) -> WebhookEndpoint:
    """The new secret signs first; those before it for another 24 hours.

    Raises:
        NotAllowed: too many are valid still.
    """
    until = now + BOTH_VALID_FOR
    valid = [one for one in endpoint.secrets if one.until is None or one.until > now]
    if len(valid) >= MOST_SECRETS:
        raise NotAllowed(
            both(
                "已有 {most} 个密钥有效，请等旧密钥失效后再更换。",
                "{most} secrets are valid already; wait until an old one ends.",
                most=MOST_SECRETS,
            ),
            details={"most": MOST_SECRETS},
        )
    old = [msgspec.structs.replace(one, until=min(one.until or until, until)) for one in valid]
    return msgspec.structs.replace(endpoint, secrets=(SealedSecret(sealed=sealed), *old))


def signing(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """The sealed secrets that are valid now, the newest first."""
    return [one.sealed for one in endpoint.secrets if one.until is None or now < one.until]


def enabled(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """It begins anew: no failure counts any more."""
    return msgspec.structs.replace(
        hurried(endpoint, now),
        state=EndpointState.ENABLED,
        disabled_because=None,
        disabled_at=None,
        failing_since=None,
        failed_at=None,
        warned=0,
    )


def hurried(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """Whatever waits goes at once. It is looked at at once, so that this happens even if whoever
    asked for it dies."""
    return msgspec.structs.replace(endpoint, hurrying=True, next_due=now)


def has_hurried(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Whatever waited is due."""
    return msgspec.structs.replace(endpoint, hurrying=False)


def deleted(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """Nothing is sent from now on. It is looked at at once, to be cleared away."""
    return msgspec.structs.replace(endpoint, deleted=True, next_due=now)


def disabled(endpoint: WebhookEndpoint, because: DisabledBecause, now: datetime) -> WebhookEndpoint:
    """One that is disabled already stays so, for its first reason."""
    if not endpoint.enabled:
        return endpoint
    return msgspec.structs.replace(
        endpoint,
        state=EndpointState.DISABLED,
        disabled_because=because,
        disabled_at=now,
        next_due=None,
    )
