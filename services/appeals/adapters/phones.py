"""Members' phones, as appeals may ask about them: whether one ends with certain digits."""

from infra.kernel.errors import NotFound, Unavailable, from_record
from infra.kernel.sentences import both
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import CheckPhoneDigits
from services.notify.contract.views import Failed, PhoneDigitsChecked


class PhonesByContract:
    """Implements `Phones`."""

    def __init__(self, api: NotifyApi) -> None:
        self._api = api

    async def ends_with(self, member_id: str, digits: str) -> bool | None:
        [answer] = await self._api.read([CheckPhoneDigits(member_id=member_id, digits=digits)])
        if isinstance(answer, PhoneDigitsChecked):
            return answer.same if answer.bound else None
        if isinstance(answer, Failed):
            failure = from_record(answer.error)
            if isinstance(failure, NotFound):
                return None
            raise failure
        raise Unavailable(
            both("通知服务给出了无法理解的回答。", "Notification gave an answer of another kind.")
        )
