"""Readings from before they went to the background were finished when they were read."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0004_register_in_the_background'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE schools_registerimport SET finished_at = read_at, attempts = 1, done = total WHERE finished_at IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
