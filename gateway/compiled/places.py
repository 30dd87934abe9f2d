"""Where a value stands in an answer in the making.

A plain tuple, because one is made for each object and each entry of a list."""

from typing import Any, Union

Place = tuple[Union["Place", None], str | int, Any, bool]
"""What it stands in (none: the whole answer), under which key, the dict or list that has this key,
and whether null may stand there."""


def path_of(place: Place | None) -> list[str | int]:
    """As errors name it: section 7.1.2 of the GraphQL specification."""
    path: list[str | int] = []
    while place is not None:
        path.append(place[1])
        place = place[0]
    path.reverse()
    return path


def where_null_may_stand(place: Place | None) -> Place | None:
    """The place itself or the nearest around it; none: only the whole answer can be null."""
    while place is not None and not place[3]:
        place = place[0]
    return place


def put(place: Place, value: Any) -> None:
    place[2][place[1]] = value
