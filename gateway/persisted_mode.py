"""Which operations may be named by an id, and whether others run."""

from enum import StrEnum


class PersistedMode(StrEnum):
    """OFF: texts only, and what is listed. APQ: clients may hand in texts with their hash, as
    Apollo's automatic persisted queries do. ONLY: what is listed, and nothing else."""

    OFF = "off"
    APQ = "apq"
    ONLY = "only"
