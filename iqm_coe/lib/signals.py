"""What the library announces: that something about a subject has to be remembered."""

from django.dispatch import Signal

# happenings: what happened, each to its subject; the audit trail in accounts listens (R45).
events_occurred = Signal()
