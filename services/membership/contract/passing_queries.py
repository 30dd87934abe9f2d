"""What is asked of what goes from one member to another, and of moving up."""

from services.membership.contract.query import Query


class GetPassing(Query, frozen=True, kw_only=True):
    """-> PassingView, also of who was never enrolled."""

    member_id: str


class GetUpgrades(Query, frozen=True, kw_only=True):
    """-> UpgradesView: what moving to each higher plan costs now; nothing where that cannot be."""

    member_id: str
