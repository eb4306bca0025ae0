"""The search from everywhere where there is much to be searched: `bin/bench search`."""

import tempfile
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from schools.flows import register
from tests import scene
from tests.bench.register import ROWS, write_register
from tests.bench.world import add_applications, add_deliveries
from tests.factories.money import many_charges, many_lines, many_payments

MOST_TIMES_BARE = 3
CHARGES, MAILS = 2_000, 20_000
# A name, a slip in it, what every fourth school is called, two slips, a number, two letters, what nothing answers to.
TYPED = ("tewkesbury", "tewksebury", "primary school", "castle yram specail", "100123", "st", "zzxqj wwvk")


def address_of(typed: str) -> str:
    return f"{reverse('home:search')}?{urlencode({'q': typed})}"


def fill() -> User:
    """Every school of England, some thousand invoices and payments, and mails; who of the staff looks."""
    staff = scene.submitted().staff
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "register.csv"
        write_register(written, ROWS)
        with written.open("rb") as file:
            register.read(file, file_name=written.name, by=None, at=timezone.now())
    with transaction.atomic():
        many_payments(many_lines(many_charges(CHARGES), staff), staff)
    add_applications(60)
    add_deliveries(MAILS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return staff
