"""A target taken out of a plan is kept; an override of a tie says since when it stands."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def date_overrides(apps, schema_editor):
    """An override that was there before stands since the appointment."""
    visits = apps.get_model("reviews", "Visit").objects.exclude(override_reason="")
    visits.update(overridden_at=models.F("appointed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('centres', '0005_guards_of_money'),
        ('reviews', '0005_turns_and_kept_texts'),
        ('schools', '0001_schools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='target',
            name='target_number_once',
        ),
        migrations.AddField(
            model_name='target',
            name='taken_out_at',
            field=models.DateTimeField(help_text='It no longer stands in the plan; its words are kept.', null=True),
        ),
        migrations.AddField(
            model_name='target',
            name='taken_out_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='overridden_at',
            field=models.DateTimeField(help_text='A role that is younger is not covered by the reason.', null=True),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_out_at', None)), fields=('review', 'number'), name='target_number_once_in_the_plan'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_out_at', None), ('taken_out_by', None)), models.Q(('taken_out_at__isnull', False), ('taken_out_by__isnull', False)), _connector='OR'), name='target_taken_out_by_and_at_together'),
        ),
        migrations.RunPython(date_overrides, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('overridden_at', None), ('override_reason', '')), models.Q(models.Q(('override_reason', ''), _negated=True), ('overridden_at__isnull', False)), _connector='OR'), name='visit_overridden_at_with_a_reason'),
        ),
    ]
