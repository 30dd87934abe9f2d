"""Where members came from is kept beside their histories, sealed: addresses of networks, and what
their devices call themselves; so is what was packed for them to take along."""

from infra.sealing.fields import SealedFields, owned_by, shared
from services.membership.adapters.documents import EXPORT_PIECES, LOGINS, ORIGINS, WHOSE

_WHERE_FROM = {"ip": "", "device_label": ""}

SEALED = (
    SealedFields(LOGINS, _WHERE_FROM, owned_by("member_id")),
    SealedFields(ORIGINS, _WHERE_FROM, owned_by(WHOSE, otherwise=shared("origins"))),
    SealedFields(EXPORT_PIECES, {"data": b""}, owned_by("member")),
)
