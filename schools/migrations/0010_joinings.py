"""Requests to join a school; schools are found by what their towns say too."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0009_content_withdrawn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role')),
                ('words', models.CharField(max_length=300, verbose_name='who you are at the school')),
                ('state', models.CharField(choices=[('asked', 'Waits for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Taken back'), ('lapsed', 'Lapsed')], default='asked', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='why not')),
            ],
            options={
                'verbose_name': 'request to join a school',
                'verbose_name_plural': 'requests to join a school',
            },
        ),
        migrations.AddIndex(
            model_name='school',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('town'), name='gin_trgm_ops'), name='school_by_what_its_town_says'),
        ),
        migrations.AddField(
            model_name='joining',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joining',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='schools.school'),
        ),
        migrations.AddField(
            model_name='joining',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='joining',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['school'], name='joining_that_waits'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('user', 'school'), name='joining_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['coordinator', 'headteacher', 'contributor', 'finance'])), name='joining_of_a_role_asked_for'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='joining_says_who'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='joining_lapses_later'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='joining_answered_at_when_over'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', False), ('state__in', ['accepted', 'declined'])), models.Q(models.Q(('state__in', ['accepted', 'declined']), _negated=True), ('answered_by', None)), _connector='OR'), name='joining_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('user')), _negated=True), _connector='OR'), name='joining_answered_by_another'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state', 'declined'), _negated=True), ('answer', '')), _connector='OR'), name='joining_declined_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'declined', 'withdrawn', 'lapsed'])), name='joining_state_known'),
        ),
    ]
