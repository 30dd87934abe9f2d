"""Identity, put together."""

from services.appeals.adapters.phones import PhonesByContract
from services.appeals.context import Context
from services.appeals.identity.proving import Proving
from services.notify.contract.api import NotifyApi


def build_identity(ctx: Context, notify: NotifyApi) -> Proving:
    return Proving(ctx, PhonesByContract(notify))
