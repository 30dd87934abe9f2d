"""How often somebody may try: some tries at once, then after waits that rise.

A try is counted before anything secret is looked at, so that it counts whatever comes of it. The
waits are bounded: nobody can lock an owner out for longer than that.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from infra.kernel.errors import TooManyRequests
from infra.kernel.sentences import both


class WaitLadder(msgspec.Struct, frozen=True, kw_only=True):
    """`free`: tries without a wait. Then `first`, twice as long after each, `longest` at most.
    `forgotten`: so long after the last one all are."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def wait_after(self, tries: int) -> timedelta:
        beyond = tries - self.free
        if beyond < 0:
            return timedelta(0)
        doublings: int = 2 ** min(beyond, 20)
        return min(self.first * doublings, self.longest)


OF_ACCOUNT: Final = WaitLadder(
    free=5, first=timedelta(seconds=30), longest=timedelta(hours=1), forgotten=timedelta(hours=24)
)
"""Wrong passwords and codes for one handle, from wherever."""

OF_NETWORK: Final = WaitLadder(
    free=30,
    first=timedelta(seconds=10),
    longest=timedelta(minutes=15),
    forgotten=timedelta(hours=1),
)
"""From one address of the network: many may be behind it."""

OF_SITE: Final = WaitLadder(
    free=300,
    first=timedelta(seconds=10),
    longest=timedelta(minutes=15),
    forgotten=timedelta(hours=1),
)
"""From all networks of one site in IPv6: whoever has one whole does not begin anew with each."""

OF_CODES: Final = WaitLadder(
    free=1, first=timedelta(minutes=1), longest=timedelta(minutes=30), forgotten=timedelta(hours=2)
)
"""Codes sent to one handle."""

OF_INVITATION: Final = WaitLadder(
    free=5, first=timedelta(hours=72), longest=timedelta(hours=72), forgotten=timedelta(hours=72)
)
"""Codes of one invitation, which is good for as long: then another one has to be sent."""

LONGEST_KEPT: Final = max(
    one.forgotten for one in (OF_ACCOUNT, OF_NETWORK, OF_SITE, OF_CODES, OF_INVITATION)
)


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """Of one account, network or handle. `until`: before then no further try is looked at."""

    tries: int
    last_at: datetime
    until: datetime


def counted(before: Tries | None, ladder: WaitLadder, now: datetime) -> Tries:
    """One try more.

    Raises:
        TooManyRequests: it comes too early; it does not count.
    """
    if before is not None and now < before.until:
        raise _wait(before.until - now)
    forgotten = before is None or now - before.last_at >= ladder.forgotten
    tries = 1 if forgotten or before is None else before.tries + 1
    return Tries(tries=tries, last_at=now, until=now + ladder.wait_after(tries))


def taken_back(before: Tries) -> Tries:
    """One try less: it was the owner's."""
    tries = max(before.tries - 1, 0)
    return Tries(tries=tries, last_at=before.last_at, until=before.last_at)


def _wait(left: timedelta) -> TooManyRequests:
    seconds = max(1, round(left.total_seconds()))
    return TooManyRequests(
        both(
            "尝试次数过多，请 {seconds} 秒后再试。",
            "Too many tries; try again in {seconds} seconds.",
            seconds=seconds,
        ),
        details={"retry_after": seconds},
    )


def busy() -> TooManyRequests:
    return TooManyRequests(
        both(
            "同时的尝试过多，请稍后再试。",
            "Too many tries at the same time; try again in a moment.",
        ),
        details={"retry_after": 1},
    )
