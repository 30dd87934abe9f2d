"""What the worker sends by, and what a restored database needs before anything runs on it."""

from services.notify.core.assembly import Core
from services.notify.core.ports.channels import MailChannel, SmsChannel
from services.notify.recovery.channels import AskingFirst, LastRestore, NotAgain


def after_a_restore(
    core: Core, sms: SmsChannel, mail: MailChannel
) -> tuple[SmsChannel, MailChannel]:
    """The channels, careful for a while where the database was restored of late."""
    restores = LastRestore(core.base.db, core.clock)
    return (
        AskingFirst(sms, restores, core.alerts, core.journal),
        NotAgain(mail, restores, core.alerts, core.journal),
    )
