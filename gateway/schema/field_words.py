"""What fields say, by type, as the rooms of the graph say it: a type belongs to one room."""

from collections.abc import Mapping
from typing import Final

from gateway.schema.accounts import field_words as accounts
from gateway.schema.appeals import field_words as appeals
from gateway.schema.appeals.case_words import CASE_FIELDS
from gateway.schema.appeals.desk_words import DESK_FIELDS
from gateway.schema.appeals.incident_words import INCIDENT_FIELDS
from gateway.schema.entitlement import field_words as entitlement
from gateway.schema.member import field_words as member
from gateway.schema.membership import field_words as membership
from gateway.schema.membership.catalogue_words import CATALOGUE_FIELDS
from gateway.schema.notify import field_words as notify
from gateway.schema.partner import field_words as partner

FIELD_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **accounts.FIELDS,
    **appeals.FIELDS,
    **CASE_FIELDS,
    **DESK_FIELDS,
    **INCIDENT_FIELDS,
    **entitlement.FIELDS,
    **member.FIELDS,
    **membership.FIELDS,
    **CATALOGUE_FIELDS,
    **notify.FIELDS,
    **partner.FIELDS,
}
