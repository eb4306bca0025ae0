"""Centres, memberships, invitations, applications, years and access."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import schools.models.award
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
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'With IQM'), ('changes_requested', 'Changes requested'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('override_reason', models.TextField(blank=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='application', to='centres.centre')),
            ],
            options={
                'verbose_name': 'application',
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
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access', to='centres.centre')),
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
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='centres.centre')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='centre_invitations', to='schools.school')),
            ],
            options={
                'verbose_name': 'invitation to a Centre',
            },
        ),
        migrations.CreateModel(
            name='CentreYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField(help_text='The last day of the year.')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='centres.centre')),
            ],
            options={
                'verbose_name': 'Centre year',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(choices=[('C1', 'Sustaining the IQM ethos through collaborative activities'), ('C2', 'Plans to sustain and develop inclusive practice within each school'), ('C3', 'Good mechanisms to disseminate and share good practice between the schools'), ('C4', 'The capacity to share good inclusion practice across a broader cluster of schools'), ('C5', 'Willingness to engage in classroom-level research into inclusive practice'), ('C6', 'An annual IQM visit to ratify or validate the progress and develop an annual plan'), ('C7', 'An annual written update of progress against the elements, the basis of the annual review'), ('C8', 'Contributing to the overall development aims of IQM: expertise, or trialling practice')], max_length=2)),
                ('reason', models.TextField(verbose_name='reason')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('requested_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_requests', to='centres.application')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change request',
                'ordering': ['criterion', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CriterionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(choices=[('C1', 'Sustaining the IQM ethos through collaborative activities'), ('C2', 'Plans to sustain and develop inclusive practice within each school'), ('C3', 'Good mechanisms to disseminate and share good practice between the schools'), ('C4', 'The capacity to share good inclusion practice across a broader cluster of schools'), ('C5', 'Willingness to engage in classroom-level research into inclusive practice'), ('C8', 'Contributing to the overall development aims of IQM: expertise, or trialling practice')], max_length=2)),
                ('text', models.TextField(blank=True, max_length=10000, verbose_name='answer')),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='centres.application')),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer to a criterion',
                'ordering': ['criterion'],
            },
        ),
        migrations.CreateModel(
            name='EligibilityFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('submission', 'When it was sent'), ('approval', 'When it was approved')], max_length=20)),
                ('checked_at', models.DateTimeField()),
                ('is_eligible', models.BooleanField()),
                ('reasons', models.JSONField(default=list)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='centres.application')),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.award')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'verbose_name': 'finding on eligibility',
                'ordering': ['-checked_at', 'school__name'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
                ('title', models.CharField(max_length=200, verbose_name='what it shows')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='centres.criterionanswer')),
            ],
            options={
                'verbose_name': 'evidence',
                'ordering': ['pk'],
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
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='centres.centre')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='schools.school')),
            ],
            options={
                'verbose_name': 'membership',
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(choices=[('C6', 'An annual IQM visit to ratify or validate the progress and develop an annual plan'), ('C7', 'An annual written update of progress against the elements, the basis of the annual review')], max_length=2)),
                ('given_name', models.CharField(help_text='The name as it stood on that day.', max_length=150)),
                ('capacity', models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20)),
                ('given_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='centres.membership')),
            ],
            options={
                'verbose_name': 'agreement',
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
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'changes_requested', 'approved', 'declined', 'withdrawn'])), name='application_state_known'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at', None), ('submitted_by', None)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='application_submitted_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='application_decided_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['approved', 'declined'])), models.Q(models.Q(('state__in', ['approved', 'declined']), _negated=True), ('decided_at', None)), _connector='OR'), name='application_decided_when_decided'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='application_submitted_before_anything_else'),
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
            model_name='centreyear',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='centre_year_number_once'),
        ),
        migrations.AddConstraint(
            model_name='centreyear',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='centre_year_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='centreyear',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__lt', models.F('closes_on'))), name='centre_year_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='centreyear',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('centre', '='), (schools.models.award.DateRange('opens_on', 'closes_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='centre_years_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('application', 'criterion'), name='change_requested_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='change_request_says_why'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='change_answered_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at', None), ('answered_at__gte', models.F('requested_at')), _connector='OR'), name='change_answered_after_it_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='criterionanswer',
            constraint=models.UniqueConstraint(fields=('application', 'criterion'), name='criterion_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='criterionanswer',
            constraint=models.CheckConstraint(condition=models.Q(('criterion__in', ['C1', 'C2', 'C3', 'C4', 'C5', 'C8'])), name='criterion_answered_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='criterionanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('updated_at', None), ('updated_by', None)), models.Q(('updated_at__isnull', False), ('updated_by__isnull', False)), _connector='OR'), name='criterion_updated_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='eligibilityfinding',
            constraint=models.UniqueConstraint(fields=('application', 'school', 'moment', 'checked_at'), name='finding_once_a_check'),
        ),
        migrations.AddConstraint(
            model_name='eligibilityfinding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('award__isnull', False), ('is_eligible', True)), models.Q(('award', None), ('is_eligible', False)), _connector='OR'), name='eligible_by_an_award'),
        ),
        migrations.AddConstraint(
            model_name='evidencelink',
            constraint=models.UniqueConstraint(fields=('answer', 'url'), name='evidence_once_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='evidencelink',
            constraint=models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='evidence_is_on_the_web'),
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
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('membership', 'criterion'), name='agreement_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('criterion__in', ['C6', 'C7'])), name='agreement_on_c6_or_c7'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['headteacher', 'delegate'])), name='agreement_given_by_a_head'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('given_name', ''), _negated=True), name='agreement_names_who'),
        ),
    ]
