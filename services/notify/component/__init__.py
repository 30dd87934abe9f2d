"""Notification, put together: the service with its loops, and what the worker runs."""

from services.notify.component.channels import build_mail
from services.notify.component.service import Notify, build_notify
from services.notify.component.worker import build_job_runner, build_worker
from services.notify.core.neighbours import Neighbours, WorkersNeighbours

__all__ = [
    "Neighbours",
    "Notify",
    "WorkersNeighbours",
    "build_job_runner",
    "build_mail",
    "build_notify",
    "build_worker",
]
