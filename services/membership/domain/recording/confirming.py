"""What stands for it that a change is the member's own: a second factor, or a device that is known.

A device that is not known may look, not take away. A code confirms the one change that it was sent
for and makes no device known, for codes are talked out of people. Where no device is known there is
none to tell another from, and a token that names no device tells nothing.
"""

from infra.kernel.errors import SecondFactorRequired
from infra.kernel.sentences import Either, both
from services.membership.contract.words import ConfirmedBy
from services.membership.domain.recording.recorder import Recorder


def confirmed_by(recorder: Recorder, what: Either) -> ConfirmedBy:
    """
    Raises:
        SecondFactorRequired: the device is not known, and no second factor came with it.
    """
    state, by = recorder.state, recorder.by
    if by is None or not recorder.by_member:
        return ConfirmedBy.UNTESTED
    if by.second_factor:
        return ConfirmedBy.SECOND_FACTOR
    if by.device_id and state.trusts(by.device_id):
        return ConfirmedBy.KNOWN_DEVICE
    if by.device_id and not state.familiar(by.device_id):
        raise SecondFactorRequired(
            both(
                "在陌生设备上{what}需要二次验证：请先获取验证码（requestCode），再一并提交。",
                "{what} from a device that is not known needs a second factor: ask for a code "
                "(requestCode) and send it along.",
                what=what,
            ),
            field="code",
        )
    return ConfirmedBy.UNTESTED


def require_code(recorder: Recorder, what: Either) -> None:
    """On any device: what a stolen session must not do.

    Raises:
        SecondFactorRequired: no second factor came with it.
    """
    if recorder.by is None or not recorder.by.second_factor:
        raise SecondFactorRequired(
            both(
                "{what}需要验证码：请先获取验证码（requestCode），再一并提交。",
                "{what} takes a code: ask for one (requestCode) and send it along.",
                what=what,
            ),
            field="code",
        )
