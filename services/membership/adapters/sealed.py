"""Where members came from is kept beside their histories, sealed: addresses of networks, and what
their devices call themselves."""

from infra.sealing.fields import SealedFields, owned_by, shared
from services.membership.adapters.documents import LOGINS, ORIGINS, WHOSE

_WHERE_FROM = {"ip": "", "device_label": ""}

SEALED = (
    SealedFields(LOGINS, _WHERE_FROM, owned_by("member_id")),
    SealedFields(ORIGINS, _WHERE_FROM, owned_by(WHOSE, otherwise=shared("origins"))),
)
