"""The collections of partners, in the database of membership."""

from pymongo import ASCENDING, IndexModel

PARTNERS = "partners"
CONTACTS = "partner_contacts"
"""{_id: partner, email}: where its people are told of what goes wrong; personal data."""

KEY_USES = "partner_key_uses"
"""{_id: key, at}: when a key was last used, to the minute."""

ITEMS = "shared_items"
"""{_id: place, partner, member, sequence, id, type, at, laid_at, payload}: what each partner was
shown, in order."""

ENDS = "shared_ends"
"""{_id: OF_ALL, head, low}: the last place given, and the one up to which items are gone by age;
{_id: "of PARTNER", kept_after}: the last place that is gone by age of this partner's."""

OF_ALL = "items"

INDEXES: dict[str, list[IndexModel]] = {
    PARTNERS: [IndexModel([("digests", ASCENDING)])],
    CONTACTS: [],
    KEY_USES: [],
    ITEMS: [
        IndexModel([("partner", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("partner", ASCENDING), ("member", ASCENDING), ("sequence", ASCENDING)]),
    ],
    ENDS: [],
}
