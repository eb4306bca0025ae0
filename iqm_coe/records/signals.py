"""What withdrawals announce, in the same transaction."""

from django.dispatch import Signal

# withdrawal, passage (None: whole files), belongs (people, schools, Centres and reviews by table and key), by, at
content_withdrawn = Signal()
export_asked = Signal()  # export, in the transaction that keeps it
