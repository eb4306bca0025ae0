"""Activities are saved as every text is; words of a school may wait for its number of staff (R16, R41)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0001_membership'),
        ('schools', '0001_schools'),
        ('year', '0004_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name='activity', name='version'),
        migrations.AddField(
            model_name='activity',
            name='pages',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='activity',
            name='updated_at',
            field=models.DateTimeField(help_text='Last written since it was planned.', null=True),
        ),
        migrations.AddField(
            model_name='activity',
            name='updated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RenameField(model_name='activity', old_name='token', new_name='planned_from'),
        migrations.AlterField(
            model_name='activity',
            name='planned_from',
            field=models.CharField(blank=True, help_text='The open page that planned it, once.', max_length=36),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='staff',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='staff present'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('updated_at', None), ('updated_by', None)), models.Q(('updated_at__isnull', False), ('updated_by__isnull', False)), _connector='OR'), name='activity_updated_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(condition=models.Q(('planned_from', ''), _negated=True), fields=('planned_from',), name='activity_planned_once_a_page'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('staff__isnull', False), models.Q(('will_try', ''), _negated=True), _connector='OR'), name='attendance_says_something'),
        ),
    ]
