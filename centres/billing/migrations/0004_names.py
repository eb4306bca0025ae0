"""Payers in the order of a dictionary."""

import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('billing', '0003_first_prices'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='payer',
            options={'ordering': [models.OrderBy(iqm_coe.lib.names.Ordered('name')), 'pk'], 'verbose_name': 'payer'},
        ),
    ]
