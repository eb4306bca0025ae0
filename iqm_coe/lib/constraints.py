"""What many tables ask of their rows in the same words."""

from django.db.models import CheckConstraint, Q, TextChoices


def both_or_neither(*fields: str, name: str) -> CheckConstraint:
    """All of these fields are filled, or none is."""
    neither = Q(**dict.fromkeys(fields))
    both = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=neither | both, name=name)


def known(choices: type[TextChoices], *, field: str = "state", name: str) -> CheckConstraint:
    """The field holds one of the choices and nothing else."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)
