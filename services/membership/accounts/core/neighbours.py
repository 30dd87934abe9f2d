"""The services that accounts ask."""

from typing import Protocol

from services.appeals.contract.api import AppealsApi
from services.membership.contract.api import MembershipApi
from services.notify.contract.api import NotifyApi


class Neighbours(Protocol):
    """Looked up at each question: which contract answers is settled after all are built."""

    @property
    def membership(self) -> MembershipApi: ...
    @property
    def appeals(self) -> AppealsApi: ...
    @property
    def notify(self) -> NotifyApi: ...
