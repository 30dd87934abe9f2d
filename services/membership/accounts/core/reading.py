"""What is asked about an account."""

from services.membership.accounts.core.account_store import AccountStore
from services.membership.contract.accounts.queries import GetAccount
from services.membership.contract.accounts.views import AccountView


class AccountReading:
    def __init__(self, accounts: AccountStore) -> None:
        self._accounts = accounts

    async def account(self, query: GetAccount) -> AccountView:
        """
        Raises:
            NotFound
        """
        account = (await self._accounts.load(query.account_id)).existing()
        return AccountView(
            account_id=account.id,
            kind=account.kind,
            opened_at=account.opened_at,
            handles=await self._accounts.handles(account.id),
            password_set_at=account.password_set_at,
            factors=account.factors,
            must_set_password=account.must_set_password,
        )
