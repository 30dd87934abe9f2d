"""Signing in: by password, or by a code; then by a second factor, where the account has one."""

from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.sessions.starting import CommittedWith
from services.membership.accounts.signing_in.domain.password_rules import normal
from services.membership.accounts.signing_in.gates import Sought, TryGates
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import PasswordStore, still_good
from services.membership.accounts.signing_in.steps import Steps
from services.membership.contract.accounts.errors import wrong_code, wrong_password
from services.membership.contract.accounts.signing_commands import BeginSignIn, ConfirmSignIn
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AttemptPurpose, Proof
from services.shared.callers import Caller


class SigningIn:
    """Of an account that there is and of one that there is not the same is asked, read, written
    and answered, until the owner has proven to be the owner."""

    def __init__(
        self,
        accounts: AccountStore,
        passwords: PasswordStore,
        hashes: PasswordHashes,
        gates: TryGates,
        steps: Steps,
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._hashes = hashes
        self._gates = gates
        self._steps = steps

    async def begin(self, command: BeginSignIn, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials, TooManyRequests, InvalidInput
        """
        sought = await self._gates.sought(command.handle, command.device.id)
        if command.password:
            await self._gates.one_try(sought.tried_as, by)
            return await retry_on_conflict(lambda: self._by_password(sought, command, by))
        await self._gates.one_code(sought, by)
        return await self._steps.begin(sought, AttemptPurpose.SIGN_IN)

    async def confirm(self, command: ConfirmSignIn, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials, TooManyRequests
        """
        if (before := await self._steps.repeated(command.attempt_id, by)) is not None:
            return before
        attempt = await self._steps.step(command.attempt_id, command.proof, command.answer, by)
        if attempt.purpose is not AttemptPurpose.SIGN_IN:
            raise wrong_code()
        return await self._steps.enter(attempt, command.proof, command.device, by, command.answer)

    async def _by_password(
        self, sought: Sought, command: BeginSignIn, by: Caller
    ) -> AccountOutcome:
        """The account is read before its password is: whoever changes that meanwhile changes both,
        and then it is looked at again."""
        loaded = await self._accounts.load(sought.account)
        kept = await self._passwords.hash_of(sought.account)
        if not await self._hashes.right(kept, command.password) or kept is None:
            raise wrong_password()
        if self._hashes.outdated(kept):
            fresh = await self._hashes.made(normal(command.password))
            await self._passwords.rehash(sought.account, kept, fresh)
            kept = fresh
        good = CommittedWith(updates=[still_good(sought.account, kept)])
        return await self._steps.entered(
            loaded, sought, Proof.PASSWORD, command.device, by, good=good
        )
