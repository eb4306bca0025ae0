"""Activities are found by their focus and place."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('membership', '0005_found_by_words'),
        ('year', '0006_content_withdrawn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='activity',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('focus'), name='gin_trgm_ops'), name='activity_by_its_focus'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('place'), name='gin_trgm_ops'), name='activity_by_its_place'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('focus'), name='gin_trgm_ops'), name='activity_by_a_focus_like_it'),
        ),
    ]
