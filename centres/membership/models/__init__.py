"""Django looks for tables here: each noun has a file of its own."""

from centres.membership.models import access, centre, freeze, invitation, membership

__all__ = ["access", "centre", "freeze", "invitation", "membership"]
