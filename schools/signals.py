"""What schools announces; sent inside the transaction of the change."""

from django.dispatch import Signal

# award, at: an award was recorded, amended or withdrawn.
awards_changed = Signal()
# role, at: somebody holds a role at a school from now on.
school_role_begun = Signal()
# role, at: somebody's role at a school has ended.
school_role_ended = Signal()
# reading: a register file was handed in and waits to be read.
register_handed_in = Signal()
