"""The signature counter of a passkey (WebAuthn Level 3, 6.1.1 and step 22 of 7.2)."""


def may_follow(shown: int, stored: int) -> bool:
    """Whether a counter may come after the stored one. Authenticators without one show zero each
    time. Where either is above zero it has to rise: one that stands still or goes back was signed
    by a copy of the passkey, or came before what its copy signed."""
    return shown > stored or shown == stored == 0
