"""Schools of a visit in the order of their names."""

import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('visits', '0003_texts_of_several'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='visitedreview',
            options={'ordering': [models.OrderBy(iqm_coe.lib.names.Ordered('review__school__name')), 'pk'], 'verbose_name': 'school of a visit'},
        ),
    ]
