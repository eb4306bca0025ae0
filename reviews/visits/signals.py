from django.dispatch import Signal

# review: the record of its visit has just been finished; visit, by, at.
record_finished = Signal()
# review: a question: may what was recorded be corrected, although the record is finished? `lock` keeps the answer true
# until the end of the transaction. A receiver answers True or False.
correction_asked = Signal()
