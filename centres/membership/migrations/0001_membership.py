"""Centres, who stands in them, who is invited, who may look in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0001_schools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('state', models.CharField(choices=[('forming', 'Forming'), ('active', 'Active'), ('closed', 'Closed')], default='forming', max_length=20)),
                ('started_at', models.DateTimeField()),
                ('approved_on', models.DateField(help_text='The day in London on which it became active.', null=True)),
                ('lead_school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_centres', to='schools.school')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Centre',
            },
        ),
        migrations.CreateModel(
            name='CentreAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('adviser', 'Adviser'), ('assessor', 'Assessor'), ('payer', 'Payer')], max_length=20)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('source', models.CharField(help_text='The act that gave it.', max_length=60)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access', to='membership.centre')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='centre_access', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'access to a Centre',
                'verbose_name_plural': 'access to Centres',
            },
        ),
        migrations.CreateModel(
            name='CentreInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Invited'), ('accepted', 'Said yes'), ('declined', 'Said no'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed')], default='open', max_length=20)),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='email of somebody at that school')),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='membership.centre')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='centre_invitations', to='schools.school')),
            ],
            options={
                'verbose_name': 'invitation to a Centre',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('joining', 'Joining'), ('awaiting', 'Awaiting award'), ('live', 'Member'), ('ended', 'Ended'), ('released', 'Closed with the Centre')], default='joining', max_length=20)),
                ('joined_at', models.DateTimeField(help_text='When the school said yes.')),
                ('live_from', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='membership.centre')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='schools.school')),
            ],
            options={
                'verbose_name': 'membership',
            },
        ),
        migrations.AddIndex(
            model_name='centre',
            index=models.Index(fields=['name', 'id'], name='centre_by_name'),
        ),
        migrations.AddConstraint(
            model_name='centre',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='centre_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='centre',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['forming', 'active', 'closed'])), name='centre_state_known'),
        ),
        migrations.AddConstraint(
            model_name='centre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_on', None), ('state', 'forming')), models.Q(('state', 'forming'), _negated=True), _connector='OR'), name='centre_forming_is_not_approved'),
        ),
        migrations.AddConstraint(
            model_name='centre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('approved_on__isnull', False), _connector='OR'), name='centre_active_since_a_day'),
        ),
        migrations.AddConstraint(
            model_name='centreaccess',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('user', 'centre', 'kind'), name='centre_access_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='centreaccess',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'adviser'), ('until_at', None)), fields=('centre',), name='centre_has_one_adviser'),
        ),
        migrations.AddConstraint(
            model_name='centreaccess',
            constraint=models.CheckConstraint(condition=models.Q(('until_at', None), ('until_at__gte', models.F('from_at')), _connector='OR'), name='centre_access_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='centreaccess',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['adviser', 'assessor', 'payer'])), name='centre_access_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='centreaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'adviser'), _negated=True), models.Q(('user', models.F('given_by')), _negated=True), _connector='OR'), name='nobody_appoints_themselves_adviser'),
        ),
        migrations.AddConstraint(
            model_name='centreinvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('centre', 'school'), name='school_invited_once_to_a_centre'),
        ),
        migrations.AddConstraint(
            model_name='centreinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'withdrawn', 'lapsed'])), name='centre_invitation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='centreinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='centre_invitation_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='centreinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='centre_invitation_answered_at_when_closed'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['ended', 'released']), _negated=True), fields=('school',), name='school_stands_in_one_centre_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['joining', 'awaiting', 'live', 'ended', 'released'])), name='membership_state_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['ended', 'released'])), models.Q(models.Q(('state__in', ['ended', 'released']), _negated=True), ('ended_at', None)), _connector='OR'), name='membership_ended_at_when_ended'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), ('live_from__isnull', False), _connector='OR'), name='membership_live_since_a_day'),
        ),
    ]
