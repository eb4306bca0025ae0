"""Mails are found by subject and reader, however many there are."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('notifications', '0006_codes_run_out'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='delivery',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('subject'), name='gin_trgm_ops'), name='delivery_by_its_subject'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('address'), name='gin_trgm_ops'), name='delivery_by_its_address'),
        ),
    ]
