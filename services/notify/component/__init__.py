"""Notification, put together: the service with its loops, and what the worker runs."""

from services.notify.component.neighbours import Neighbours, WorkersNeighbours
from services.notify.component.providers import build_sms
from services.notify.component.service import Notify, build_notify
from services.notify.component.worker import build_attendant, build_worker

__all__ = [
    "Neighbours",
    "Notify",
    "WorkersNeighbours",
    "build_attendant",
    "build_notify",
    "build_sms",
    "build_worker",
]
