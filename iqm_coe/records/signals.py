"""What withdrawals announce, in the same transaction."""

from django.dispatch import Signal

# withdrawal, belongs (people, schools, Centres and reviews by table and key), by, at
content_withdrawn = Signal()
