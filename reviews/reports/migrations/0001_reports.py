"""Reports, seals, review packs."""

import django.db.models.deletion
import reviews.reports.models.seal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('update', '0001_updates'),
        ('year', '0001_years'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.UUIDField(help_text='Of the builder at work: only its own result is kept.', null=True)),
                ('heard_at', models.DateTimeField(help_text="The builder's last sign of life.", null=True)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=1)),
                ('step', models.CharField(blank=True, max_length=200)),
                ('finished_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(help_text='It holds what this person sees.', on_delete=django.db.models.deletion.PROTECT, related_name='packs', to=settings.AUTH_USER_MODEL)),
                ('holds', models.ManyToManyField(help_text='The reviews that it was found to hold.', related_name='+', to='update.review')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'review pack',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField()),
                ('pack', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='reports.pack')),
            ],
            options={
                'verbose_name': 'document of a review pack',
                'verbose_name_plural': 'documents of review packs',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('checking', 'Quality check'), ('factual', 'With the school for its facts'), ('ready', 'Ready to issue'), ('issued', 'Issued')], default='draft', max_length=20)),
                ('recommendation', models.CharField(blank=True, choices=[('maintain', 'Maintain'), ('conditions', 'Maintain with conditions'), ('not_maintained', 'Not maintained')], max_length=30, verbose_name='recommendation')),
                ('version', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('due_on', models.DateField(help_text='When the draft should be with IQM; stamped when the visit is recorded.')),
                ('saved_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='reports.report')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='update.review')),
            ],
            options={
                'verbose_name': 'report',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='FactualCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField(help_text='What was sent, as canonical JSON.')),
                ('sha256', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('due_on', models.DateField(help_text='The last day to answer; stamped at sending.')),
                ('answer', models.CharField(blank=True, choices=[('confirmed', 'Facts confirmed'), ('corrections', 'Corrections sent'), ('silence', 'No answer by the day: accepted')], max_length=20)),
                ('answered_at', models.DateTimeField(null=True)),
                ('corrections', models.TextField(blank=True, max_length=20000, verbose_name='corrections')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='factual', to='reports.report')),
            ],
            options={
                'verbose_name': 'reading for factual accuracy',
                'verbose_name_plural': 'readings for factual accuracy',
            },
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(max_length=2000, verbose_name='condition')),
                ('due_on', models.DateField(verbose_name='by when')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='reports.report')),
            ],
            options={
                'verbose_name': 'condition',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ReportSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('activities', 'Collaborative and additional activities'), ('evidence', 'Sources of evidence'), ('meetings', 'Meetings held with'), ('overview', 'Overview')], max_length=30)),
                ('text', models.TextField(blank=True, max_length=20000)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='reports.report')),
            ],
            options={
                'verbose_name': 'section of a report',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SealedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('code', models.CharField(default=reviews.reports.models.seal.new_code, max_length=10, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='reports.report')),
            ],
            options={
                'verbose_name': 'sealed report',
            },
        ),
        migrations.AddIndex(
            model_name='pack',
            index=models.Index(condition=models.Q(('failed_at', None), ('finished_at', None)), fields=['id'], name='pack_in_the_making'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(condition=models.Q(('failed_at', None), ('finished_at', None)), fields=('year', 'asked_by'), name='pack_in_the_making_once_a_receiver'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('failed_at', None), _connector='OR'), name='pack_ends_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('heard_at', None)), models.Q(('claim__isnull', False), ('heard_at__isnull', False)), _connector='OR'), name='pack_claimed_and_heard_together'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='pack_is_never_more_than_done'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='packfile_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='packfile_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'checking', 'factual', 'ready', 'issued'])), name='report_state_known'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued'), _negated=True), fields=('review',), name='report_in_the_making_once_a_review'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces', None)), fields=('review',), name='first_report_once_a_review'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('recommendation', ''), ('recommendation__in', ['maintain', 'conditions', 'not_maintained']), _connector='OR'), name='report_recommendation_known'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(models.Q(('recommendation', ''), _negated=True), ('sent_at__isnull', False)), _connector='OR'), name='report_sent_with_a_recommendation'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='report_checked_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['factual', 'ready', 'issued']), _negated=True), ('checked_at__isnull', False), _connector='OR'), name='report_checked_before_anybody_reads_it'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('author')), _negated=True), _connector='OR'), name='report_checker_is_not_its_author'),
        ),
        migrations.AddConstraint(
            model_name='factualcheck',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='factual_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='factualcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answer', 'silence'), ('answered_at__isnull', False), ('answered_by', None)), models.Q(('answer__in', ['confirmed', 'corrections']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='factual_answered_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='factualcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'corrections'), models.Q(('corrections', ''), _negated=True)), models.Q(models.Q(('answer', 'corrections'), _negated=True), ('corrections', '')), _connector='OR'), name='factual_corrections_say_what'),
        ),
        migrations.AddConstraint(
            model_name='condition',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='condition_number_once_a_report'),
        ),
        migrations.AddConstraint(
            model_name='condition',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='condition_says_what'),
        ),
        migrations.AddConstraint(
            model_name='reportsection',
            constraint=models.UniqueConstraint(fields=('report', 'kind'), name='section_once_a_report'),
        ),
        migrations.AddConstraint(
            model_name='reportsection',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['activities', 'evidence', 'meetings', 'overview'])), name='section_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='sealedreport',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='sealed_report_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='sealedreport',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{10}$')), name='sealed_report_has_a_code'),
        ),
    ]
