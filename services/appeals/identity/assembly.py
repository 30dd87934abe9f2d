"""Identity, put together."""

from services.appeals.adapters.phones import PhonesByContract
from services.appeals.identity.proving import Proving
from services.appeals.ports import Context
from services.notify.contract.api import NotifyApi


def build_identity(ctx: Context, notify: NotifyApi) -> Proving:
    return Proving(ctx, PhonesByContract(notify))
