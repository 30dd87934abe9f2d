"""What stops an import, in words for the person who started it."""

from infra.kernel.errors import AppError


class FileRefused(AppError):
    """The file cannot be what it should be. Nothing of it was sent."""

    code = "FILE_REFUSED"


class ImportStopped(AppError):
    """A service stayed away or refused a whole batch. What was sent before is kept; the same
    command goes on from there."""

    code = "IMPORT_STOPPED"
    retryable = True
