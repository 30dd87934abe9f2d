"""What can be asked about the case file of an appeal."""

from services.appeals.contract.appeal_command import AppealCommand


class RefreshCaseFile(AppealCommand, frozen=True, kw_only=True):
    """By its member or by staff: gathers everything anew. Where something is different it is sealed
    as the next version; what was sealed before stays."""
