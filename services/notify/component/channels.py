"""Mail, whose links to unsubscribe are of another feature than what sends it."""

from services.notify.contacts.assembly import unsubscribe_links
from services.notify.providers.smtp.assembly import build_smtp
from services.notify.providers.smtp.email import SmtpMail
from services.notify.settings import NotifySettings


def build_mail(settings: NotifySettings) -> SmtpMail:
    return build_smtp(settings, unsubscribe_links(settings))
