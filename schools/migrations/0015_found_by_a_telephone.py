"""Schools are found by their telephone."""

import iqm_coe.lib.telephones
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0014_found_by_a_name_like_it'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='school',
            index=models.Index(iqm_coe.lib.telephones.Dialled('telephone'), name='school_by_telephone'),
        ),
    ]
