"""Authenticator apps: a secret is handed out, and kept once a code of it was shown."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import LoadedAccount
from services.membership.accounts.factors.context import FactorContext
from services.membership.accounts.factors.domain.changing import checked_label, require_no_app
from services.membership.accounts.factors.domain.factor import Factor, Totp, totp_id
from services.membership.accounts.factors.domain.totp import new_secret, setup_uri, step_of
from services.membership.accounts.factors.factor_store import added
from services.membership.contract.accounts.factor_commands import BeginTotp, ConfirmTotp
from services.membership.contract.accounts.factor_events import FactorAdded
from services.membership.contract.accounts.factor_views import FactorResult, TotpSetup
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller

SET_UP_WITHIN: Final = timedelta(minutes=15)
_FOR: Final = "TOTP"


class Apps:
    def __init__(self, ctx: FactorContext) -> None:
        self._ctx = ctx

    async def begin(self, command: BeginTotp, by: Caller) -> FactorResult:
        """
        Raises:
            NotAllowed: there is one already.
            SecondFactorRequired
        """
        require_no_app(await self._ctx.have(command))
        secret, until = new_secret(), self._ctx.clock.now() + SET_UP_WITHIN
        continuation = self._ctx.continuations.issue(
            secret.encode(), until, _FOR, command.account_id
        )
        return FactorResult(
            totp=TotpSetup(
                uri=setup_uri(secret, self._ctx.name, command.shown_as or command.account_id),
                secret=secret,
                continuation=urlsafe_b64encode(continuation).decode(),
                expires_at=until,
            )
        )

    async def confirm(self, command: ConfirmTotp, by: Caller) -> FactorResult:
        """
        Raises:
            InvalidInput: the code is not right, or it took too long.
            NotAllowed: there is one already.
        """
        label, now = checked_label(command.label), self._ctx.clock.now()
        secret = self._secret(command, now)

        async def attempt() -> FactorResult:
            loaded = await self._ctx.accounts.load(command.account_id)
            have = await self._ctx.factors.of(command.account_id)
            if not _is_there(have, secret):
                require_no_app(have)
                step = _step(secret, command.code, now)
                made = self._made(command, secret, step, label)
                await self._add(loaded, command, made, by)
            return FactorResult(factor_id=totp_id(command.account_id))

        return await retry_on_conflict(attempt)

    def _secret(self, command: ConfirmTotp, now: datetime) -> str:
        try:
            continuation = urlsafe_b64decode(command.continuation)
        except ValueError:
            continuation = b""
        opened = self._ctx.continuations.open(continuation, now, _FOR, command.account_id)
        if opened is None:
            raise InvalidInput(
                both(
                    "绑定已超时，请重新获取密钥。",
                    "It took too long; ask for a new secret and set the app up again.",
                ),
                field="continuation",
            )
        return opened[0].decode()

    def _made(self, command: ConfirmTotp, secret: str, step: int, label: str) -> Totp:
        return Totp(
            id=totp_id(command.account_id),
            account_id=command.account_id,
            added_at=self._ctx.clock.now(),
            label=label,
            secret=secret,
            last_step=step,
        )

    async def _add(
        self, loaded: LoadedAccount, command: ConfirmTotp, factor: Totp, by: Caller
    ) -> None:
        event = FactorAdded(member_id=command.account_id, factor_id=factor.id, kind=Proof.TOTP)
        await self._ctx.save(
            loaded,
            event,
            by,
            inserts=added(factor),
            updates=[await self._ctx.shown(command, Proof.TOTP)],
        )


def _is_there(have: Sequence[Factor], secret: str) -> bool:
    """The same call did it before."""
    return any(isinstance(one, Totp) and one.secret == secret for one in have)


def _step(secret: str, code: str, now: datetime) -> int:
    step = step_of(secret, code, now, 0)
    if step is None:
        raise InvalidInput(
            both(
                "验证码不正确，请核对设备时间后重试。",
                "The code is not right; look whether the clock of the device is.",
            ),
            field="code",
        )
    return step
