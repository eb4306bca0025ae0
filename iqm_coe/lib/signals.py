"""What the library announces: that something about a subject has to be remembered."""

from django.dispatch import Signal

# subject, action, by, at, from_state, to_state, reason, facts: the audit trail in accounts listens (R45).
event_occurred = Signal()
