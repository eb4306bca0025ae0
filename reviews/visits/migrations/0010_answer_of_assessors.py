"""When an assessor who is asked should have answered; of those who were asked before, a week after they were."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0009_content_withdrawn'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='answer_by',
            field=models.DateField(help_text='When the assessor should have answered; stamped when they are asked.', null=True, verbose_name='answer due on'),
        ),
        migrations.RunSQL(
            """
            UPDATE visits_visit SET answer_by = (appointed_at AT TIME ZONE 'Europe/London')::date + 7
            WHERE state = 'appointed'""",
            migrations.RunSQL.noop,
        ),
    ]
