"""What the library announces: that something about a subject has to be remembered, that a round has ended."""

from django.dispatch import Signal

# happenings: what happened, each to its subject; the audit trail in accounts listens (R45).
events_occurred = Signal()

# name, failed (row → error), at: a round over many rows has ended; operations keeps what failed (`lib/rounds.py`).
round_ended = Signal()

# list_saved: somebody takes a list out as a file; request, route, kind, rows.
list_saved = Signal()

# page_taken: somebody takes a page away as a file; request, route, kind, of (the thing that it is about).
page_taken = Signal()
