"""What a member can say to how an appeal is settled."""

from services.appeals.contract.appeal_command import AppealCommand


class AskForPerson(AppealCommand, frozen=True, kw_only=True):
    """By its member: no rule decides it, or no rule alone (PIPL, Art. 24)."""

    text: str = ""
