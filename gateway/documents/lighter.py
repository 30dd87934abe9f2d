"""Makes documents cheap for the garbage collector, which holds everybody while it looks."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collected_at_the_end() -> Iterator[None]:
    """Looks once, at the end, through what is made within.

    To check a document takes some ten thousand objects. A collection in the middle would count them
    among what lives long, which is looked through much later and together with everything else.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)
