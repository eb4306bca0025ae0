"""Django looks for tables here: each noun has a file of its own."""

from schools.models import award, invitation, register, role, school

__all__ = ["award", "invitation", "register", "role", "school"]
