"""Mail to staff, put together."""

from services.notify.contract.staff_mail import TellStaff
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.staff_mail.telling import StaffMail


def staff_mail_feature(core: Core) -> Feature:
    mail = StaffMail(
        writer=core.writer,
        suppressions=core.suppressions,
        renderer=core.renderer,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
    )
    return Feature(commands={TellStaff: mail.tell})
