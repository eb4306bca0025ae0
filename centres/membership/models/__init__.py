"""Django looks for tables here: each noun has a file of its own."""

from centres.membership.models import access, centre, invitation, membership

__all__ = ["access", "centre", "invitation", "membership"]
