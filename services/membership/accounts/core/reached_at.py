"""Where a member is reached from now on, as accounts say it to notification."""

from infra.kernel.errors import NotAllowed
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import SetContacts, SetPreference
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.notify.contract.words import Channel
from services.shared.callers import SYSTEM, Caller

_SYSTEM = Caller(actor=SYSTEM)


async def reach_at(notify: NotifyApi, command: SetContacts) -> None:
    """A message that is never silent and went by an address that goes out of use alone goes by
    what is left as well."""
    try:
        await notify.execute(command, _SYSTEM)
    except NotAllowed:
        await _prefer(notify, command)
        await notify.execute(command, _SYSTEM)


async def _prefer(notify: NotifyApi, command: SetContacts) -> None:
    [profile] = await notify.read([GetProfile(member_id=command.member_id)])
    if not isinstance(profile, ProfileView):
        return
    left = _left(profile, command)
    for one in profile.preferences:
        if not left.issubset(one.channels):
            wider = (*one.channels, *sorted(left.difference(one.channels)))
            await notify.execute(
                SetPreference(member_id=command.member_id, topic=one.topic, channels=wider), _SYSTEM
            )


def _left(profile: ProfileView, command: SetContacts) -> set[Channel]:
    """The inbox where nothing else is."""
    phone = profile.phone if command.phone is None else command.phone
    email = profile.email if command.email is None else command.email
    outside = {channel for channel, to in ((Channel.SMS, phone), (Channel.EMAIL, email)) if to}
    return outside or {Channel.IN_APP}
