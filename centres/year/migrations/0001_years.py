"""Years of Centres and their plans."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import iqm_coe.lib.ranges
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
            name='CentreYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField(help_text='The last day of the year.')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='membership.centre')),
            ],
            options={
                'verbose_name': 'Centre year',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sustained', 'Detailed planning for sustained practice'), ('research', 'Details of classroom research'), ('dissemination', 'Plans for the dissemination of good practice')], max_length=20)),
                ('state', models.CharField(choices=[('expected', 'Expected'), ('lodged', 'With IQM'), ('accepted', 'Accepted'), ('returned', 'Returned')], default='expected', max_length=20)),
                ('due_on', models.DateField(help_text='Stamped when the year opens.')),
                ('judged_at', models.DateTimeField(null=True)),
                ('return_reason', models.TextField(blank=True, verbose_name='what is to be changed')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_school', models.ForeignKey(help_text='Lodges it in place of the lead school.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'plan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('number', models.PositiveSmallIntegerField()),
                ('lodged_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what is new')),
                ('lodged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='year.plan')),
            ],
            options={
                'verbose_name': 'version of a plan',
                'ordering': ['-number'],
                'abstract': False,
            },
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
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('centre', '='), (iqm_coe.lib.ranges.DateRange('opens_on', 'closes_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='centre_years_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('year', 'kind'), name='plan_of_a_kind_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sustained', 'research', 'dissemination'])), name='plan_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['expected', 'lodged', 'accepted', 'returned'])), name='plan_state_known'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at', None), ('judged_by', None)), models.Q(('judged_at__isnull', False), ('judged_by__isnull', False)), _connector='OR'), name='plan_judged_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at__isnull', False), ('state__in', ['accepted', 'returned'])), models.Q(models.Q(('state__in', ['accepted', 'returned']), _negated=True), ('judged_at', None)), _connector='OR'), name='plan_judged_when_judged'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), models.Q(('return_reason', ''), _negated=True)), models.Q(models.Q(('state', 'returned'), _negated=True), ('return_reason', '')), _connector='OR'), name='plan_returned_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='planversion_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='planversion_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='plan_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='plan_version_counts_from_one'),
        ),
    ]
