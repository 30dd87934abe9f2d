"""The collections of the catalogue, in the database of membership."""

from pymongo import IndexModel

from services.membership.adapters.documents import PLAN_CATALOGUE, PLAN_RETIREMENTS, PLAN_VERSIONS

HISTORIES = "plan_histories"
DRAFTS = "plan_drafts"
"""{_id: code, plan, revision, saved_at, preview}: what staff prepare."""

CLAUSE_DRAFTS = "clause_drafts"
"""{_id: code, title, text, parameters, revision, saved_at, preview}."""

WAKINGS = "plan_wakings"
"""{_id, code, after}: members of a plan who have to look at what was published, up to which id they
were woken."""

INDEXES: dict[str, list[IndexModel]] = {
    PLAN_VERSIONS: [],
    PLAN_RETIREMENTS: [],
    PLAN_CATALOGUE: [],
    HISTORIES: [],
    DRAFTS: [],
    CLAUSE_DRAFTS: [],
    WAKINGS: [],
}
