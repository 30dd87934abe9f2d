"""What a member is entitled to, for the shop's checkout."""

from reinstate_client.client import Reinstate
from reinstate_client.entitlement import Answer, Basis, Entitlement
from reinstate_client.errors import InvalidPass, NotUsable
from reinstate_client.sync import SyncReinstate

__all__ = [
    "Answer",
    "Basis",
    "Entitlement",
    "InvalidPass",
    "NotUsable",
    "Reinstate",
    "SyncReinstate",
]
