"""Schools, numbers, awards, roles at schools, readings of the register."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import iqm_coe.accounts.models.invitation
import iqm_coe.lib.ranges
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LocalAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('name', models.CharField(max_length=120)),
            ],
            options={
                'verbose_name': 'local authority',
                'verbose_name_plural': 'local authorities',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Trust',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'trust',
            },
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('read_at', models.DateTimeField()),
                ('rows', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reading of the register',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RegisterRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('urn', models.CharField(blank=True, max_length=20)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('why', models.CharField(max_length=300)),
                ('is_refusal', models.BooleanField()),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='schools.registerimport')),
            ],
            options={
                'verbose_name': 'remark on a register row',
                'ordering': ['line'],
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('status', models.CharField(choices=[('open', 'Open'), ('closing', 'Open, proposed to close'), ('closed', 'Closed'), ('proposed', 'Proposed to open')], default='open', max_length=20, verbose_name='status')),
                ('phase', models.CharField(blank=True, max_length=60, verbose_name='phase')),
                ('kind', models.CharField(blank=True, max_length=120, verbose_name='type')),
                ('low_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='youngest age')),
                ('high_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='oldest age')),
                ('pupils', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of pupils')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('locality', models.CharField(blank=True, max_length=120, verbose_name='locality')),
                ('town', models.CharField(blank=True, max_length=120, verbose_name='town')),
                ('county', models.CharField(blank=True, max_length=120, verbose_name='county')),
                ('postcode', models.CharField(blank=True, max_length=12, verbose_name='postcode')),
                ('country', models.CharField(default='England', max_length=60, verbose_name='country')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('head_name', models.CharField(blank=True, max_length=200, verbose_name='head in the register')),
                ('easting', models.PositiveIntegerField(blank=True, null=True)),
                ('northing', models.PositiveIntegerField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('local_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='schools.localauthority')),
                ('trust', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='schools.trust')),
            ],
            options={
                'verbose_name': 'school',
            },
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('GB-EDU', 'URN (England and Wales)'), ('GB-LAESTAB', 'LAESTAB (England)'), ('GB-UKPRN', 'UKPRN'), ('GB-WALEDU', 'School number (Wales)'), ('GB-SCOTEDU', 'SEED code (Scotland)'), ('GB-NIEDU', 'Reference number (Northern Ireland)')], max_length=12, verbose_name='scheme')),
                ('value', models.CharField(max_length=12, verbose_name='number')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='schools.school')),
            ],
            options={
                'verbose_name': 'identifier',
                'ordering': ['scheme'],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('inclusive_school', 'Inclusive School Award'), ('international', 'International Inclusive School'), ('flagship', 'Flagship School')], max_length=30, verbose_name='kind of award')),
                ('awarded_on', models.DateField(verbose_name='awarded on')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(help_text='The last day on which the award is current.', verbose_name='valid until')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='schools.school')),
            ],
            options={
                'verbose_name': 'award',
                'ordering': ['-valid_from', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SchoolRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role')),
                ('authority', models.CharField(blank=True, help_text='Who decided that this person may act for the head, and when.', max_length=300, verbose_name='authority')),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='schools.school')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='school_roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'role at a school',
            },
        ),
        migrations.CreateModel(
            name='RoleInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('key', models.CharField(default=iqm_coe.accounts.models.invitation.new_key, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed')], default='open', max_length=20)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role')),
                ('authority', models.CharField(blank=True, max_length=300, verbose_name='authority')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_invitations', to='schools.school')),
                ('succeeds', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='schools.schoolrole')),
            ],
            options={
                'verbose_name': 'invitation to a school',
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='registerimport',
            constraint=models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('refused')))), name='register_rows_add_up'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.UniqueConstraint(condition=models.Q(('scheme', 'GB-SCOTEDU'), _negated=True), fields=('scheme', 'value'), name='identifier_of_one_school'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.UniqueConstraint(fields=('school', 'scheme', 'value'), name='identifier_once_a_school'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-EDU'), _negated=True), ('value__regex', '^[0-9]{6}$'), _connector='OR'), name='identifier_shape_urn'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-LAESTAB'), _negated=True), ('value__regex', '^[0-9]{7}$'), _connector='OR'), name='identifier_shape_laestab'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-UKPRN'), _negated=True), ('value__regex', '^[0-9]{8}$'), _connector='OR'), name='identifier_shape_ukprn'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-WALEDU'), _negated=True), ('value__regex', '^[0-9]{7}$'), _connector='OR'), name='identifier_shape_wales'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-SCOTEDU'), _negated=True), ('value__regex', '^[0-9]{7}$'), _connector='OR'), name='identifier_shape_scotland'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'GB-NIEDU'), _negated=True), ('value__regex', '^[0-9]{3}-[0-9]{3,4}$'), _connector='OR'), name='identifier_shape_northern_ireland'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__lte', models.F('valid_until'))), name='award_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['inclusive_school', 'international', 'flagship'])), name='award_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='award_withdrawn_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[('school', '='), ('kind', '='), (iqm_coe.lib.ranges.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='award_periods_of_a_kind_never_overlap'),
        ),
        migrations.AddIndex(
            model_name='schoolrole',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['school', 'kind'], name='school_role_live'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'school', 'kind'), name='school_role_held_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='school_role_ended_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('granted_at')), _connector='OR'), name='school_role_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['coordinator', 'headteacher', 'delegate', 'contributor', 'finance'])), name='school_role_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'delegate'), _negated=True), models.Q(('authority', ''), _negated=True), _connector='OR'), name='school_delegate_has_authority'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='roleinvitation_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='roleinvitation_answered_at_when_closed'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'withdrawn', 'lapsed'])), name='roleinvitation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('school'), models.F('kind'), condition=models.Q(('state', 'open')), name='school_role_invited_once'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'delegate'), _negated=True), models.Q(('authority', ''), _negated=True), _connector='OR'), name='school_delegate_invited_with_authority'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(fields=['name', 'id'], name='school_by_name'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='school_name_search'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='school_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'closing', 'closed', 'proposed'])), name='school_status_known'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('low_age', None), ('high_age', None), ('low_age__lte', models.F('high_age')), _connector='OR'), name='school_ages_in_order'),
        ),
    ]
