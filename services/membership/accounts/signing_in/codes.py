"""One-time codes of attempts: asked for here, carried by notification, compared here."""

import hmac
from collections.abc import Sequence

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, Unavailable
from infra.log import logger
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.signing_in.attempt_store import AttemptStore
from services.membership.accounts.signing_in.domain.attempt import WayIn
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.contract.accounts.words import AttemptPurpose, HandleKind
from services.notify.contract.codes import code_for
from services.notify.contract.commands import CarryCode
from services.notify.contract.words import Channel, CodePurpose
from services.shared.callers import SYSTEM, Caller

PURPOSES = {
    AttemptPurpose.SIGN_UP: CodePurpose.SIGN_UP,
    AttemptPurpose.SIGN_IN: CodePurpose.SIGN_IN,
    AttemptPurpose.RESET_PASSWORD: CodePurpose.RESET_PASSWORD,
    AttemptPurpose.ACCOUNT_BACK: CodePurpose.ACCOUNT_BACK,
}
CHANNELS = {HandleKind.PHONE: Channel.SMS, HandleKind.EMAIL: Channel.EMAIL}


class Codes:
    """They go out after the answer, by a loop: that takes as long whether there is somebody to
    send one to or not. `keys`: what codes follow from, the present one first."""

    def __init__(
        self,
        attempts: AttemptStore,
        seal: AddressSeal,
        neighbours: Neighbours,
        clock: Clock,
        keys: Sequence[bytes],
    ) -> None:
        self._attempts = attempts
        self._seal = seal
        self._neighbours = neighbours
        self._clock = clock
        self._keys = keys
        self.waiting = Wakeup()

    def right(self, attempt: WayIn, code: str) -> bool:
        """The same work, whether there is an account or not."""
        given = code.strip().encode()
        same = [
            hmac.compare_digest(code_for(key, attempt.id).encode(), given) for key in self._keys
        ]
        return any(same)

    async def carry(self) -> int:
        """Hands over what waits; gives how many."""
        waiting = await self._attempts.to_send()
        done = [await self._carried(attempt) for attempt in waiting]
        return sum(done)

    async def _carried(self, attempt: WayIn) -> bool:
        try:
            if attempt.good(self._clock.now()):
                await self._hand_over(attempt)
        except Unavailable:
            return False
        except AppError as refused:  # no such member, no address: as if it had gone out
            logger.info("a code goes nowhere", code=refused.code)
        await self._attempts.sent(attempt.id)
        return True

    async def _hand_over(self, attempt: WayIn) -> None:
        new = attempt.purpose is AttemptPurpose.SIGN_UP and not attempt.known
        new = new or attempt.asks_back
        command = CarryCode(
            member_id=attempt.id if attempt.asks_back else attempt.account,
            purpose=PURPOSES[AttemptPurpose.SIGN_IN if attempt.joins_known else attempt.purpose],
            challenge=attempt.id,
            expires_at=attempt.expires_at,
            channel=CHANNELS[attempt.kind],
            to=self._seal.opened(attempt.sealed, attempt.id) if new else "",
            language=attempt.language,
        )
        await self._neighbours.notify.execute(command, Caller(actor=SYSTEM))
