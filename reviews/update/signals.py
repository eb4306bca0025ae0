from django.dispatch import Signal

# reviews: they have just been opened.
reviews_opened = Signal()
