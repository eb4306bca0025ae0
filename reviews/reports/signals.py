from django.dispatch import Signal

pack_asked = Signal()  # pack, in the transaction that keeps it
document_asked = Signal()  # asked, in the transaction that seals its report
