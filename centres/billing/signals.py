from django.dispatch import Signal

# year: something about its annual payments has just changed that could complete them; by, at.
payments_changed = Signal()
