"""The prices the programme begins with: data that finance changes on its own page."""

from datetime import date
from decimal import Decimal

from django.db import migrations

# From, to, pounds without VAT; nothing: priced by staff (R28).
BANDS = ((1, 400, Decimal("600.00")), (401, 2000, Decimal("900.00")), (2001, None, None))
BANDS_FROM = date(2020, 1, 1)
VAT, VAT_FROM = Decimal("20.00"), date(2011, 1, 4)


def load(apps, schema_editor):
    band, rate = apps.get_model("billing", "FeeBand"), apps.get_model("billing", "VatRate")
    for pupils_from, pupils_to, amount in BANDS:
        prices = {"pupils_to": pupils_to, "amount": amount}
        band.objects.get_or_create(valid_from=BANDS_FROM, pupils_from=pupils_from, defaults=prices)
    rate.objects.get_or_create(valid_from=VAT_FROM, defaults={"rate": VAT})


def unload(apps, schema_editor):
    for name in ("FeeBand", "VatRate"):
        apps.get_model("billing", name).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [('billing', '0002_guards')]

    operations = [migrations.RunPython(load, unload)]
