"""Reviews in the order of the schools' names."""

import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('update', '0004_texts_of_several'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='review',
            options={'ordering': [models.OrderBy(iqm_coe.lib.names.Ordered('school__name')), 'pk'], 'verbose_name': 'review'},
        ),
    ]
