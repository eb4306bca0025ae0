"""By what a person is known, and what in a text names them for certain."""

from allauth.account.models import EmailAddress

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.personal import Subject

SHORTEST_PHONE = 6  # digits


def subject_of(person: User) -> Subject:
    """With every address that the person has proved or added here."""
    own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return Subject(person.pk, person.name, person.phone, frozenset({person.email, *own}))


def surely(subject: Subject) -> list[str]:
    """What nobody else is called: addresses, a telephone; a name of several words, where nobody's name holds it."""
    others = User.objects.exclude(pk=subject.pk)
    found = sorted(subject.addresses)
    if sum(one.isdigit() for one in subject.phone) >= SHORTEST_PHONE:
        found.append(subject.phone)
    if " " in subject.name.strip() and not others.filter(name__says=subject.name.strip()).exists():
        found.append(subject.name)
    return found


def also(subject: Subject) -> list[str]:
    """What may be somebody else's name as well, so that it is theirs only where a row is surely about them."""
    return [subject.name] if subject.name not in surely(subject) else []
