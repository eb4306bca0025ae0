"""Django looks for tables here: each noun has a file of its own."""

from centres.application.models import agreement, application, criterion, eligibility

__all__ = ["agreement", "application", "criterion", "eligibility"]
