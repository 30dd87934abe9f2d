"""What an import has done so far, in numbers."""

import msgspec


class RowCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Every line read is in exactly one of `created`, `unchanged`, `refused` and `repeated`
    (says again what an earlier line of the file said).

    `new_contacts`: members of whom contacts came that were not known before. `without_contacts`:
    memberships that were taken over although some of their contacts were refused.
    """

    created: int = 0
    unchanged: int = 0
    refused: int = 0
    repeated: int = 0
    new_contacts: int = 0
    without_contacts: int = 0

    @property
    def rows(self) -> int:
        return self.created + self.unchanged + self.refused + self.repeated

    @property
    def complete(self) -> bool:
        """Whether all of it was taken over."""
        return not self.refused and not self.without_contacts

    def __add__(self, other: "RowCounts") -> "RowCounts":
        return RowCounts(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__}
        )
