"""The schools app's tables, one file per noun."""

from schools.models.award import Award
from schools.models.invitation import RoleInvitation
from schools.models.register import RegisterImport, RegisterRemark
from schools.models.role import SchoolRole
from schools.models.school import Identifier, LocalAuthority, School, Trust

__all__ = [
    "Award",
    "Identifier",
    "LocalAuthority",
    "RegisterImport",
    "RegisterRemark",
    "RoleInvitation",
    "School",
    "SchoolRole",
    "Trust",
]
