"""What centres announces; sent inside the transaction of the change."""

from django.dispatch import Signal

# year: a CentreYear just opened; by, at. Charges, reviews and plans hang on it.
year_opened = Signal()
# membership: it has just become live; by, at.
membership_began = Signal()
# membership: it has just ended; by, at.
membership_ended = Signal()
