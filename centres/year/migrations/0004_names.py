"""Those present in the order of the schools' names."""

import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('year', '0003_activities'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='attendance',
            options={'ordering': [models.OrderBy(iqm_coe.lib.names.Ordered('school__name')), 'pk'], 'verbose_name': 'attendance'},
        ),
    ]
