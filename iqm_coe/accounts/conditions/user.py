"""What is known of a person."""

from allauth.account.models import EmailAddress

from iqm_coe.accounts.models.user import User


def addresses_of(person: User) -> set[str]:
    """Every address by which they may be meant, in small letters: the main one and each other, proved or not."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {address.lower() for address in (person.email, *others)}
