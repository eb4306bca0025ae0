from django.dispatch import Signal

pack_asked = Signal()  # pack, in the transaction that keeps it
