"""One-time codes by SMS or e-mail, as notification sends and compares them."""

from services.membership.accounts.core.neighbours import Neighbours
from services.notify.contract.commands import VerifyCode
from services.notify.contract.words import CodePurpose
from services.shared.callers import Caller


class SentCodes:
    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours

    async def spend(self, account_id: str, code: str, by: Caller) -> None:
        """One that was sent to the account's address to step up; the same call may be repeated.

        Raises:
            InvalidInput: it is not right, or not good any more.
        """
        command = VerifyCode(member_id=account_id, purpose=CodePurpose.STEP_UP, code=code)
        await self._neighbours.notify.execute(command, by)
