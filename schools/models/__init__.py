"""Django looks for tables here: each noun has a file of its own."""

from schools.models import award, headship, invitation, register, role, school

__all__ = ["award", "headship", "invitation", "register", "role", "school"]
