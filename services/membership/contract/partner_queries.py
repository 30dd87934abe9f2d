"""What partners and staff ask about partners."""

from services.membership.contract.query import Query


class GetPartner(Query, frozen=True, kw_only=True):
    """-> PartnerView."""

    partner_id: str


class GetPartners(Query, frozen=True, kw_only=True):
    """-> PartnersPage. `open_only`: without those that are cut off."""

    after: str = ""
    first: int = 50
    open_only: bool = False


class GetFollowed(Query, frozen=True, kw_only=True):
    """-> FollowedPage: which members the partner follows, by their ids."""

    partner_id: str
    after: str = ""
    first: int = 20


class ProveKey(Query, frozen=True, kw_only=True):
    """-> KeyProof, or Failed where no partner may use the key now. `digest`: of
    `partner_keys.digest_of`. Counts as use of the key."""

    digest: str


class ProveSigner(Query, frozen=True, kw_only=True):
    """-> KeyProof of a key of the shop's, by whose secret something is signed; Failed where it is
    none, or is over. Counts as use of the key."""

    key_id: str


class GetFollows(Query, frozen=True, kw_only=True):
    """-> FollowsView: which partners follow the member."""

    member_id: str


class GetSharedStatus(Query, frozen=True, kw_only=True):
    """-> SharedStatus, or Failed where the member does not let the partner follow."""

    partner_id: str
    member_id: str
