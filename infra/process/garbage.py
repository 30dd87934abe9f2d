"""When a process looks for garbage that holds on to itself.

Little of ours does, and to look for it every 700 new objects takes a fifth of the time of whoever
makes many, as whoever starts, or takes in large files. What is not in a circle is let go at once,
as ever.
"""

import gc

_NEW_OBJECTS = 20_000
"""Between two looks through those that are new; 20 of them make one through what stayed."""
_LOOKS = 20


def while_starting() -> None:
    """Nothing that is made now is garbage."""
    gc.disable()


def once_started() -> None:
    """What is there by now lives for ever and is not looked through, not even now: of half a
    million objects two thousand are garbage, and to find them takes a tenth of the start. The rest
    is looked through seldom."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _LOOKS, _LOOKS)
    gc.enable()
