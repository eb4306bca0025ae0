"""Django looks for tables here: each noun has a file of its own."""

from schools.models import award, freeze, headship, invitation, joining, register, role, school

__all__ = ["award", "freeze", "headship", "invitation", "joining", "register", "role", "school"]
