"""What a member can do with an appeal that is over."""

from services.appeals.contract.appeal_command import AppealCommand


class ReopenAppeal(AppealCommand, frozen=True, kw_only=True):
    """By its member, who names something new: a text, an order, or a file added since."""

    text: str = ""
    orders: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class EscalateAppeal(AppealCommand, frozen=True, kw_only=True):
    """By its member, where it was rejected or partly upheld: another person decides. `nobody_else`:
    filled in by whoever carries it out."""

    text: str = ""
    nobody_else: bool = False
