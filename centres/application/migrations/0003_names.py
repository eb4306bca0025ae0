"""Findings of a check in the order of the schools' names."""

import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('application', '0002_texts_of_several'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='eligibilityfinding',
            options={'ordering': ['-checked_at', models.OrderBy(iqm_coe.lib.names.Ordered('school__name'))], 'verbose_name': 'finding on eligibility'},
        ),
    ]
