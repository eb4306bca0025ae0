"""People, their roles at IQM, invitations, and the trail."""

import django.db.models.deletion
import django.db.models.functions.text
import iqm_coe.accounts.models.invitation
import iqm_coe.accounts.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('action', models.CharField(max_length=60)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('from_state', models.CharField(blank=True, max_length=30)),
                ('to_state', models.CharField(blank=True, max_length=30)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'event',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('phone', models.CharField(blank=True, help_text='Shown to the schools you advise or assess.', max_length=30, verbose_name='telephone')),
                ('time_zone', models.CharField(default='Europe/London', max_length=64, validators=[iqm_coe.accounts.validators.validate_time_zone], verbose_name='time zone')),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_whatever_its_case'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='user_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='EventNote',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='note', serialize=False, to='accounts.event')),
                ('text', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'note of an event',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='by',
            field=models.ForeignKey(help_text='Empty: the clock.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='IqmInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('key', models.CharField(default=iqm_coe.accounts.models.invitation.new_key, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed')], default='open', max_length=20)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('staff', 'IQM staff'), ('assessor', 'Assessor'), ('adviser', 'Adviser'), ('finance', 'Finance admin'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation to IQM',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IqmRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('staff', 'IQM staff'), ('assessor', 'Assessor'), ('adviser', 'Adviser'), ('finance', 'Finance admin'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='iqm_role_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'IQM role',
            },
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['subject_type', 'subject_id', '-id'], name='event_of_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='iqminvitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='iqminvitation_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='iqminvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='iqminvitation_answered_at_when_closed'),
        ),
        migrations.AddConstraint(
            model_name='iqminvitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'withdrawn', 'lapsed'])), name='iqminvitation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='iqminvitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('kind'), condition=models.Q(('state', 'open')), name='iqm_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='iqmrole',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'kind'), name='iqm_role_held_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='iqmrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='iqm_role_ended_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='iqmrole',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('granted_at')), _connector='OR'), name='iqm_role_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='iqmrole',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['staff', 'assessor', 'adviser', 'finance', 'administrator'])), name='iqm_role_of_a_known_kind'),
        ),
    ]
