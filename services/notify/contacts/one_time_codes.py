"""Carries out the commands about one-time codes: send one, spend one."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert, VersionConflict
from services.notify.contacts.domain.verified import PROVEN_BY, mark_of, where_code_goes
from services.notify.contacts.suppression_commands import SuppressionCommands
from services.notify.contract.commands import SendCode, VerifyCode
from services.notify.contract.views import Outcome
from services.notify.contract.words import OF_ACCOUNTS, CodePurpose
from services.notify.core.alerts import codes
from services.notify.core.alerts.fanout import code_plan
from services.notify.core.deliveries.job import jobs_of
from services.notify.core.ports.people import ChallengeStore, RecipientStore, SuppressionStore
from services.notify.core.ports.stores import Queue
from services.notify.core.recipients.recipient import Recipient, known_recipient, masked
from services.shared.callers import Caller

TRIES = 5


class OneTimeCodes:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        challenges: ChallengeStore,
        addresses: SuppressionStore,
        suppressing: SuppressionCommands,
        queue: Queue,
        clock: Clock,
        secrets: Sequence[bytes],
    ) -> None:
        """`addresses`: what an address is known by, without being said."""
        self._recipients = recipients
        self._challenges = challenges
        self._addresses = addresses
        self._suppressing = suppressing
        self._queue = queue
        self._clock = clock
        self._secrets = secrets

    async def send(self, command: SendCode, by: Caller) -> Outcome:
        if command.purpose in OF_ACCOUNTS:
            raise InvalidInput(
                both(
                    "登录、注册和重设密码的验证码由相应操作发送。",
                    "Codes to sign in, to sign up or to reset a password are sent by these.",
                ),
                field="purpose",
            )
        for _ in range(TRIES):
            try:
                return await self._send_one_code(command, by)
            except (VersionConflict, DuplicateInsert):
                continue  # another one was asked for at the same moment: this one comes after it
        raise busy()

    async def _send_one_code(self, command: SendCode, by: Caller) -> Outcome:
        recipient = where_code_goes(
            known_recipient(await self._recipients.get(command.member_id)), command.purpose
        )
        proves = mark_of(recipient, command.purpose)
        last = await self._challenges.last(command.member_id, command.purpose)
        challenge_id = _challenge_id(command, proves, by)
        to = masked(recipient.phone or recipient.email)
        if last is not None and last.id == challenge_id:
            return Outcome(sent_to=to, repeated=True)
        now = self._clock.now()
        challenge = codes.issue(
            last, challenge_id, recipient.id, command.purpose, now, proves=proves
        )
        await self._require_room(recipient, command.purpose, now)
        suppressed = await self._suppressing.suppressed(recipient)
        plan = code_plan(challenge, recipient, suppressed)
        jobs = jobs_of(plan.follow_ups, plan.alert.id, fresh=True)
        await self._challenges.issue(last, challenge, plan.alert, jobs)
        await self._queue.put(jobs, now)
        return Outcome(sent_to=to)

    async def _require_room(
        self, recipient: Recipient, purpose: CodePurpose, now: datetime
    ) -> None:
        """Many accounts do not ring one stranger's phone, nor run up what messages to it cost:
        codes to an address that nobody has proven yet are counted for it, whoever asks for them.

        Raises:
            TooManyRequests
            VersionConflict: another one was asked for at the same moment.
        """
        for channel, proves in PROVEN_BY.items():
            if proves is purpose:
                id = await self._addresses.id_of(channel, recipient.address(channel))
                if not await self._challenges.goes_to(id, now):
                    raise VersionConflict(busy().sentence)

    async def verify(self, command: VerifyCode, by: Caller) -> Outcome:
        _, repeated = await self.spend(command, by)
        return Outcome(repeated=repeated)

    async def spend(self, command: VerifyCode, by: Caller) -> tuple[codes.Challenge, bool]:
        """What the code was good for, and whether this very call had spent it before."""
        for _ in range(TRIES):
            last, now = (
                await self._challenges.last(command.member_id, command.purpose),
                self._clock.now(),
            )
            key = by.idempotency_key
            if last is not None and codes.repeats(last, command.code, self._secrets, key, now):
                return last, True
            if last is None or not codes.is_open(last, now):
                raise codes.refused(None)
            after = codes.tried(last, command.code, self._secrets, key)
            if not await self._challenges.tried(last, after):
                continue
            if not after.spent:
                raise codes.refused(after)
            return after, False
        raise busy()


def busy() -> Conflict:
    return Conflict(
        both(
            "有人正在更改同一内容，请重试。",
            "Somebody else is changing the same thing; repeat the call.",
        )
    )


def _challenge_id(command: SendCode, proves: str, by: Caller) -> str:
    if not by.idempotency_key:
        return new_id()
    return derived_id("challenge", command.member_id, command.purpose, proves, by.idempotency_key)
