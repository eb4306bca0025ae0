"""People are found by name and address."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('accounts', '0009_providers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('name'), name='gin_trgm_ops'), name='user_by_what_the_name_says'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('email'), name='gin_trgm_ops'), name='user_by_what_the_address_says'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('name'), name='gin_trgm_ops'), name='user_by_a_name_like_it'),
        ),
    ]
