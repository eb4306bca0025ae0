"""Prints who was erased, as numbers: kept outside the database, it says whom a restored backup brought back."""

from django.core.management.base import BaseCommand

from iqm_coe.records.models.erasure import Erasure
from iqm_coe.records.selectors.erasure import line_of


class Command(BaseCommand):
    help = "Print a line for each erasure, for erase_again after a restore. It holds numbers and no names."

    def handle(self, *args: object, **options: object) -> None:
        for erasure in Erasure.objects.select_related("person").order_by("pk"):
            self.stdout.write(line_of(erasure))
