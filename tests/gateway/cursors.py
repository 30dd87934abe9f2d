"""Cursors as a gateway of development gives them."""

from gateway.cursors.cursors import Cursors, sealed_with
from gateway.identity.viewer import Role, Viewer
from services.settings import Settings


def cursors(kind: str, role: Role = Role.MEMBER, id: str = "m-1") -> Cursors:
    seal = sealed_with(Settings().cursor_keys)
    return Cursors(seal, Viewer(role=role, id=id).holder, kind)
