"""The extensions the product needs and the function that append-only tables call."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from iqm_coe.lib.append_only import REFUSE_REWRITE


class Migration(migrations.Migration):
    initial = True
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(REFUSE_REWRITE, "DROP FUNCTION refuse_rewrite();"),
    ]
