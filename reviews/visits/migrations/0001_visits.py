"""Assessors, visits, days, findings, plans for development."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import iqm_coe.lib.ranges
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0001_schools'),
        ('update', '0003_frameworks'),
        ('year', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DevelopmentPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('drafting', 'Being drafted'), ('agreed', 'Agreed')], default='drafting', max_length=20)),
                ('begun_at', models.DateTimeField()),
                ('sealed_at', models.DateTimeField(null=True)),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='development', to='update.review')),
            ],
            options={
                'verbose_name': 'plan for development',
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('ratified', 'Ratified'), ('advice', 'Ratified with advice'), ('not_ratified', 'Not ratified')], max_length=20, verbose_name='outcome')),
                ('remarks', models.TextField(blank=True, max_length=20000, verbose_name='remarks')),
                ('version', models.PositiveIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('element', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='update.element')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='update.review')),
            ],
            options={
                'verbose_name': 'finding',
                'ordering': ['element__number'],
            },
        ),
        migrations.CreateModel(
            name='PlanSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('assessor', 'Assessor'), ('school', 'School')], max_length=20)),
                ('name', models.CharField(help_text='The name as it stood on that day.', max_length=150)),
                ('signed_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='visits.developmentplan')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'signature under a plan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TargetJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('judgement', models.CharField(choices=[('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met')], max_length=20, verbose_name='judgement')),
                ('remarks', models.TextField(blank=True, max_length=20000, verbose_name='remarks')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='update.review')),
                ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='judgement', to='update.target')),
            ],
            options={
                'verbose_name': 'judgement of a target',
                'ordering': ['target__number'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('remote', 'Remote')], default='in_person', max_length=20, verbose_name='how')),
                ('agenda', models.TextField(blank=True, max_length=10000, verbose_name='agenda')),
                ('state', models.CharField(choices=[('appointed', 'Assessor asked'), ('declared', 'Day to be agreed'), ('agreed', 'Day agreed'), ('held', 'Held'), ('done', 'Finished'), ('declined', 'Declined by the assessor'), ('cancelled', 'Cancelled')], default='appointed', max_length=20)),
                ('appointed_at', models.DateTimeField()),
                ('waived', models.JSONField(default=list, help_text='The conflicts that were known and waived (R19).')),
                ('waiver_reason', models.TextField(blank=True, verbose_name='why it was waived')),
                ('waived_at', models.DateTimeField(help_text='A role that is younger is not covered by the reason.', null=True)),
                ('interests', models.TextField(blank=True, verbose_name='declared interests')),
                ('answered_at', models.DateTimeField(null=True)),
                ('agreed_on', models.DateField(null=True, verbose_name='day of the visit')),
                ('agreed_at', models.DateTimeField(null=True)),
                ('appointed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_visits', to='schools.school')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'visit',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='DateRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('side', models.CharField(choices=[('assessor', 'Assessor'), ('school', 'School')], max_length=20)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('accepted', 'One day accepted'), ('declined', 'All declined'), ('countered', 'Answered with other days'), ('dropped', 'No longer needed')], default='open', max_length=20)),
                ('proposed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='visits.visit')),
            ],
            options={
                'verbose_name': 'round of dates',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='VisitedReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('released_at', models.DateTimeField(help_text='When the visit was declined or cancelled.', null=True)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covered_by', to='update.review')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='visits.visit')),
            ],
            options={
                'verbose_name': 'school of a visit',
                'ordering': ['review__school__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Accreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='accredited from')),
                ('valid_until', models.DateField(help_text='The last day of the accreditation.', verbose_name='accredited until')),
                ('training', models.TextField(blank=True, help_text='Which training, and on which days.', verbose_name='training')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'accreditation',
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__lte', models.F('valid_until'))), name='accreditation_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('person', models.F('recorded_by')), _negated=True), name='nobody_accredits_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='accreditation_withdrawn_by_and_at_together'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[('person', '='), (iqm_coe.lib.ranges.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='accreditations_of_a_person_never_overlap')],
            },
        ),
        migrations.CreateModel(
            name='DateProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='visits.dateround')),
            ],
            options={
                'verbose_name': 'proposed day',
                'ordering': ['on'],
                'constraints': [models.UniqueConstraint(fields=('round', 'on'), name='day_once_a_round')],
            },
        ),
        migrations.AddConstraint(
            model_name='developmentplan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['drafting', 'agreed'])), name='development_state_known'),
        ),
        migrations.AddConstraint(
            model_name='developmentplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sealed_at', None), ('state', 'drafting')), models.Q(('sealed_at__isnull', False), ('state', 'agreed')), _connector='OR'), name='development_sealed_at_when_agreed'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('review', 'element'), name='element_found_once_a_review'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['ratified', 'advice', 'not_ratified'])), name='finding_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'ratified'), models.Q(('remarks', ''), _negated=True), _connector='OR'), name='finding_says_what_else_is_needed'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('plan', 'side'), name='plan_signed_once_a_side'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('plan', 'signed_by'), name='plan_signed_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['assessor', 'school'])), name='signature_side_known'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='signature_names_who'),
        ),
        migrations.AddConstraint(
            model_name='plansignature',
            constraint=models.CheckConstraint(condition=models.Q(('taken_back_at', None), ('taken_back_at__gte', models.F('signed_at')), _connector='OR'), name='signature_taken_back_after_it_was_given'),
        ),
        migrations.AddConstraint(
            model_name='targetjudgement',
            constraint=models.CheckConstraint(condition=models.Q(('judgement__in', ['met', 'partly', 'not_met'])), name='target_judgement_known'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['appointed', 'declared', 'agreed', 'held', 'done', 'declined', 'cancelled'])), name='visit_state_known'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['in_person', 'remote'])), name='visit_mode_known'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('waived_at', None), ('waiver_reason', '')), models.Q(models.Q(('waiver_reason', ''), _negated=True), ('waived_at__isnull', False)), _connector='OR'), name='visit_waived_at_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['agreed', 'held', 'done'])), fields=('assessor', 'agreed_on'), name='assessor_visits_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['agreed', 'held', 'done']), ('agreed_at__isnull', False), ('agreed_on__isnull', False)), models.Q(('state__in', ['appointed', 'declared', 'declined']), ('agreed_at', None), ('agreed_on', None)), ('state', 'cancelled'), _connector='OR'), name='visit_has_a_day_when_agreed'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['appointed', 'cancelled']), ('answered_at__isnull', False), _connector='OR'), name='visit_answered_before_anything_else'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['appointed', 'declined', 'cancelled']), models.Q(('interests', ''), _negated=True), _connector='OR'), name='visit_accepted_with_a_declaration'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('waived', []), ('waiver_reason', '')), models.Q(models.Q(('waived', []), _negated=True), models.Q(('waiver_reason', ''), _negated=True)), _connector='OR'), name='visit_waived_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('assessor', models.F('appointed_by')), _negated=True), name='nobody_appoints_themselves_assessor'),
        ),
        migrations.AddConstraint(
            model_name='dateround',
            constraint=models.UniqueConstraint(fields=('visit', 'number'), name='round_number_once_a_visit'),
        ),
        migrations.AddConstraint(
            model_name='dateround',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('visit',), name='one_open_round_a_visit'),
        ),
        migrations.AddConstraint(
            model_name='dateround',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'countered', 'dropped'])), name='round_state_known'),
        ),
        migrations.AddConstraint(
            model_name='dateround',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['assessor', 'school'])), name='round_side_known'),
        ),
        migrations.AddConstraint(
            model_name='dateround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='round_closed_at_when_closed'),
        ),
        migrations.AddConstraint(
            model_name='visitedreview',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('review',), name='review_covered_by_one_visit_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='visitedreview',
            constraint=models.UniqueConstraint(fields=('visit', 'review'), name='review_once_a_visit'),
        ),
    ]
