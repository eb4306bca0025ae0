"""Centres in the order of a dictionary."""

import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0001_membership'),
        ('schools', '0002_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='centre',
            name='centre_by_name',
        ),
        migrations.AddIndex(
            model_name='centre',
            index=models.Index(iqm_coe.lib.names.Ordered('name'), models.F('id'), name='centre_by_name_in_order'),
        ),
    ]
