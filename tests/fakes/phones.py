"""Members' phones, as appeals ask about them."""

from infra.kernel.errors import NotFound, to_record
from infra.kernel.sentences import both
from services.notify.contract.queries import CheckPhoneDigits
from services.notify.contract.views import Failed, PhoneDigitsChecked


class FakePhones:
    """`phones`: by member; an empty one is not bound. `asked`: how often."""

    def __init__(self) -> None:
        self.phones = {"m-1": "+8613800004417"}
        self.asked = 0

    def answer(self, query: CheckPhoneDigits) -> PhoneDigitsChecked | Failed:
        self.asked += 1
        phone = self.phones.get(query.member_id)
        if phone is None:
            return Failed(error=to_record(NotFound(both("没有。", "None."))))
        same = bool(phone) and phone.endswith(query.digits)
        return PhoneDigitsChecked(bound=bool(phone), same=same)
