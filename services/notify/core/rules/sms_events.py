"""Which events may be told by SMS."""

from services.notify.contract.words import Channel
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT

BY_SMS = (CODE_EVENT, *(name for name, rule in ALERTS.items() if Channel.SMS in rule.channels))
