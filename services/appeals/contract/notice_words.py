"""What staff are told of appeals."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """BREACH_NEAR: a promise may break. BREACHED: it is broken. REMEDY_REFUSED: the membership
    cannot give what was decided. MEMBER_WROTE: a message, an answer or a file. ASSIGNED: a
    colleague gave the appeal to you. TAKEN_OVER: a colleague has it now. ESCALATED: the member does
    not accept a decision. NOBODY_ELSE: so it is, and nobody is at the desk who may take it.
    NOBODY_THERE: it came into a queue in which nobody works who is there.
    REOPENED: the member named something new. PROTECTED: the membership could not be restored
    meanwhile, for a hold protects the account."""

    BREACH_NEAR = "BREACH_NEAR"
    BREACHED = "BREACHED"
    REMEDY_REFUSED = "REMEDY_REFUSED"
    MEMBER_WROTE = "MEMBER_WROTE"
    ASSIGNED = "ASSIGNED"
    TAKEN_OVER = "TAKEN_OVER"
    ESCALATED = "ESCALATED"
    NOBODY_ELSE = "NOBODY_ELSE"
    NOBODY_THERE = "NOBODY_THERE"
    REOPENED = "REOPENED"
    PROTECTED = "PROTECTED"
