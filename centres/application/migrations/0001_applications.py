"""Applications, their criteria, agreements and findings on eligibility."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('membership', '0001_membership'),
        ('schools', '0001_schools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'With IQM'), ('changes_requested', 'Changes requested'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('override_reason', models.TextField(blank=True)),
                ('centre', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='application', to='membership.centre')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'application',
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
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_requests', to='application.application')),
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
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='application.application')),
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
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='application.application')),
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
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='application.criterionanswer')),
            ],
            options={
                'verbose_name': 'evidence',
                'ordering': ['pk'],
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
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='membership.membership')),
            ],
            options={
                'verbose_name': 'agreement',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('membership', 'criterion'), name='agreement_stands_once'), models.CheckConstraint(condition=models.Q(('criterion__in', ['C6', 'C7'])), name='agreement_on_c6_or_c7'), models.CheckConstraint(condition=models.Q(('capacity__in', ['headteacher', 'delegate'])), name='agreement_given_by_a_head'), models.CheckConstraint(condition=models.Q(('given_name', ''), _negated=True), name='agreement_names_who')],
            },
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
    ]
