"""The owner's password, shown again by who is signed in."""

from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.contract.accounts.errors import wrong_password
from services.shared.callers import Caller


class OwnPassword:
    def __init__(self, hashes: PasswordHashes, gates: TryGates) -> None:
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
