from django.dispatch import Signal

# centre: a question: may a school be asked, or join, now? A receiver answers with the sentence that stands against it.
school_may_come = Signal()
# membership: a school has just taken its place in a forming Centre; by, at.
school_joined = Signal()
# memberships: of one Centre; they have just become live; by, at.
memberships_began = Signal()
# membership: it has just ended; by, at.
membership_ended = Signal()
