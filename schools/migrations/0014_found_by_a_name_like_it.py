"""Schools are found by a name that is written much like theirs."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('schools', '0013_last_days_moved'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='school',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('name'), name='gin_trgm_ops'), name='school_by_a_name_like_it'),
        ),
    ]
