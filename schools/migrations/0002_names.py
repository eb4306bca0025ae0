"""Schools and authorities in the order of a dictionary; schools found by what their names, numbers and postcodes say."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('schools', '0001_schools'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='localauthority',
            options={'ordering': [models.OrderBy(iqm_coe.lib.names.Ordered('name'))], 'verbose_name': 'local authority', 'verbose_name_plural': 'local authorities'},
        ),
        migrations.RemoveIndex(
            model_name='school',
            name='school_by_name',
        ),
        migrations.RemoveIndex(
            model_name='school',
            name='school_name_search',
        ),
        migrations.AddIndex(
            model_name='identifier',
            index=models.Index(iqm_coe.lib.names.Folded('value'), name='identifier_by_value'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(iqm_coe.lib.names.Ordered('name'), models.F('id'), name='school_by_name_in_order'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('name'), name='gin_trgm_ops'), name='school_by_what_its_name_says'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(iqm_coe.lib.names.Folded('postcode'), name='school_by_postcode'),
        ),
    ]
