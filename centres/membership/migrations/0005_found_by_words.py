"""Centres are found by what their names say, or nearly say."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('membership', '0004_freezes'),
        ('schools', '0014_found_by_a_name_like_it'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='centre',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('name'), name='gin_trgm_ops'), name='centre_by_what_its_name_says'),
        ),
        migrations.AddIndex(
            model_name='centre',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('name'), name='gin_trgm_ops'), name='centre_by_a_name_like_it'),
        ),
    ]
