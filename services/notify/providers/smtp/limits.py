"""How long each step of handing over a mail may take."""

import msgspec


class SmtpLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds. The defaults are the least that RFC 5321 section 4.5.3.2 asks of a client; `command`
    is its limit for MAIL and RCPT, and ours for EHLO, STARTTLS and AUTH, which it does not name.

    Whoever gives up earlier sends again what a slow server took, or never learns that it did.

    Args:
        greeting: to connect, and again until the server has greeted.
        data: until the server asks for the mail (354).
        block: for a part of the mail to leave.
        end: for the answer to the whole mail. It is long because a server may check the mail
            before it answers, and because only the answer says whether it was taken.
        probe: for a connection that was idle to show that it is alive; nothing depends on it.
        farewell: for QUIT, when the process ends.
    """

    greeting: float = 300.0
    command: float = 300.0
    data: float = 120.0
    block: float = 180.0
    end: float = 600.0
    probe: float = 5.0
    farewell: float = 2.0

    def at_most(self, seconds: float) -> "SmtpLimits":
        """No step longer than this."""
        return SmtpLimits(
            **{name: min(limit, seconds) for name, limit in msgspec.structs.asdict(self).items()}
        )
