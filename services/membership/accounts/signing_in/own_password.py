"""The owner's password, shown again by who is signed in, or after a code."""

from services.membership.accounts.sessions.starting import CommittedWith
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import PasswordStore, still_good
from services.membership.contract.accounts.errors import wrong_password
from services.shared.callers import Caller


class OwnPassword:
    def __init__(self, passwords: PasswordStore, hashes: PasswordHashes, gates: TryGates) -> None:
        self._passwords = passwords
        self._hashes = hashes
        self._gates = gates

    async def require(self, account_id: str, kept: str | None, given: str, by: Caller) -> None:
        """`kept`: the hash; none where there is no password.

        Raises:
            WrongCredentials, TooManyRequests
        """
        tried_as = f"password/{account_id}"
        await self._gates.one_try(tried_as, by)
        if not await self._hashes.right(kept, given):
            raise wrong_password()
        await self._gates.owner_came(tried_as, by)

    async def second_step(self, account_id: str, given: str, by: Caller) -> CommittedWith:
        """It spends nothing; the tries are counted by the attempt that it is a step of.

        Raises:
            WrongCredentials
        """
        kept = await self._passwords.hash_of(account_id)
        if not await self._hashes.right(kept, given) or kept is None:
            raise wrong_password()
        return CommittedWith(updates=[still_good(account_id, kept)])
