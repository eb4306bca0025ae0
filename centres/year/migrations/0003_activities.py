"""Collaborative activities of a Centre (R41)."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0001_membership'),
        ('schools', '0001_schools'),
        ('year', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('called_off', 'Called off')], default='planned', max_length=20)),
                ('kind', models.CharField(choices=[('meeting', 'Meeting'), ('visit', 'Visit between schools'), ('training', 'Shared training')], max_length=20, verbose_name='what it is')),
                ('held_on', models.DateField(verbose_name='day')),
                ('place', models.CharField(max_length=200, verbose_name='where')),
                ('focus', models.CharField(max_length=300, verbose_name='focus')),
                ('taken_back', models.TextField(blank=True, verbose_name='what was taken back')),
                ('version', models.PositiveIntegerField(default=1)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('planned_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(null=True)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='membership.centre')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'collaborative activity',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff', models.PositiveSmallIntegerField(verbose_name='staff present')),
                ('will_try', models.TextField(blank=True, verbose_name='what it will try')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='year.activity')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'verbose_name': 'attendance',
                'ordering': ['school__name', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'called_off'])), name='activity_state_known'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['meeting', 'visit', 'training'])), name='activity_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recorded_at', None), ('recorded_by', None)), models.Q(('recorded_at__isnull', False), ('recorded_by__isnull', False)), _connector='OR'), name='activity_recorded_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('focus', ''), _negated=True)), name='activity_says_where_and_on_what'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recorded_at__isnull', False), ('state', 'held'), models.Q(('taken_back', ''), _negated=True)), models.Q(models.Q(('state', 'held'), _negated=True), ('recorded_at', None)), _connector='OR'), name='activity_held_is_recorded_with_what_was_taken_back'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('activity', 'school'), name='attendance_once_a_school'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('staff__gte', 1)), name='attendance_of_somebody'),
        ),
    ]
