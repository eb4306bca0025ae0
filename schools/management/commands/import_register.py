"""Reads a schools register from a file: `manage.py import_register FILE`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.lib.errors import Refused
from schools.flows import register


class Command(BaseCommand):
    help = "Bring the schools up to date from a register file; prints which rows were refused and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            with file.open("rb") as handle:
                report = register.read(handle, file_name=file.name, by=None, at=timezone.now())
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        for remark in report.remarks.all():
            word = "refused" if remark.is_refusal else "note"
            self.stdout.write(f"line {remark.line}, {word}: {remark.urn} {remark.name}: {remark.why}")
        self.stdout.write(
            f"{report.rows} rows: {report.created} new, {report.updated} changed, "
            f"{report.unchanged} as before, {report.refused} refused."
        )
