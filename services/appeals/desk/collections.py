"""The collections of the desk, in the database of appeals."""

from pymongo import ASCENDING, IndexModel

from services.appeals.adapters.documents import APPEALS, PLACE

RULES = "queue_rules"
"""{_id: version, rules, by, at, reason}: the highest version is in force."""
REVIEWERS = "reviewers"
"""{_id: id of the staff, name, kind, absence, next_due}: who has worked at the desk."""
PLACED_BY = f"{PLACE}.rules_version"
"""Field of an appeal: by which rules it was placed last."""

INDEXES: dict[str, list[IndexModel]] = {
    APPEALS: [IndexModel([(PLACED_BY, ASCENDING)])],
    RULES: [],
    REVIEWERS: [IndexModel([("next_due", ASCENDING)])],
}
