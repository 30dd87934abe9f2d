"""Somebody is on the way in: what is proven so far, and what is still to be shown.

The code of an attempt is never stored: it follows from the attempt's id and a secret, as those of
notification do, which derives it again when it sends it.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.membership.contract.accounts.views import WayInView
from services.membership.contract.accounts.words import AttemptPurpose, HandleKind, Proof

VALID_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5
KEPT_FOR: Final = timedelta(hours=1)
"""After its end."""


class WayIn(msgspec.Struct, frozen=True, kw_only=True):
    """`account`: whose; where there is none, an id that nobody has. `hash`: of the handle;
    `tried_as`: whose tries its steps are. `proven`: what was shown. `wanted`: what the next step
    may be shown by. `session`: that it ends in. `sealed`, `password`: of who signs up: address and
    hash, until there is an account. `send`: a code is to be sent, or what was
    `asked` to be taken down. `words`: of who wants an account back, sealed until they are.
    `counted`: how many tries from its network led to it. `spent_by`: the key of the call that it
    was good for."""

    id: str
    purpose: AttemptPurpose
    account: str
    known: bool
    hash: str
    tried_as: str
    kind: HandleKind
    masked: str
    began_at: datetime
    expires_at: datetime
    session: str
    proven: tuple[Proof, ...] = ()
    wanted: tuple[Proof, ...] = (Proof.CODE,)
    language: str = ""
    sealed: str = ""
    password: str = ""
    send: bool = True
    tries: int = 0
    counted: int = 1
    words: str = ""
    asked: bool = False
    spent: bool = False
    spent_by: str = ""

    def good(self, now: datetime) -> bool:
        return not self.spent and now < self.expires_at

    @property
    def joins_known(self) -> bool:
        """Somebody signs up with what finds an account: that is a sign-in."""
        return self.purpose is AttemptPurpose.SIGN_UP and self.known

    @property
    def asks_back(self) -> bool:
        """Its handle is a new contact, of whom is not proven: nobody's."""
        return self.purpose is AttemptPurpose.ACCOUNT_BACK

    @property
    def view(self) -> WayInView:
        return WayInView(
            attempt_id=self.id,
            purpose=self.purpose,
            expires_at=self.expires_at,
            sent_to=self.masked if Proof.CODE in self.wanted else "",
            proofs=self.wanted,
        )
