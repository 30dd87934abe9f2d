"""Whether a process is traced, by its settings."""

from infra.settings import PlatformSettings


def trace_if_asked(settings: PlatformSettings, process: str) -> None:
    """Before anything is wired: contracts are wrapped only where it is on."""
    if not settings.traced:
        return
    from infra.tracing import exporting  # noqa: PLC0415 (who is not traced does not load it)

    exporting.begin(process, settings.release)
