"""What can be wrong."""


class InvalidPass(Exception):
    """The pass proves nothing: it is forged, of another issuer, over for good, or no pass."""


class NotUsable(Exception):
    """Reinstate answers, but refuses: the token or the question is wrong. Trying again does not
    help."""


class NotReached(Exception):
    """Reinstate cannot be asked at the moment."""
