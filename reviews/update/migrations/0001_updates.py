"""Frameworks, reviews, answers, evidence, targets."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0001_schools'),
        ('year', '0001_years'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('introduced_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'framework',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='framework_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Element',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('prompt', models.TextField(blank=True, verbose_name='what to think of')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elements', to='update.framework')),
            ],
            options={
                'verbose_name': 'element',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('writing', 'Being written'), ('sent', 'Update sent'), ('recorded', 'Visit recorded')], default='writing', max_length=20)),
                ('update_due_on', models.DateField(help_text='Stamped when the year opens, and again when a visit is agreed.')),
                ('asked_head_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='update.framework')),
                ('previous', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='update.review')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='schools.school')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'review',
                'ordering': ['school__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_name', models.CharField(help_text='The name as it stood on that day.', max_length=150)),
                ('capacity', models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='update.review')),
            ],
            options={
                'verbose_name': 'declaration',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('progress', models.TextField(blank=True, max_length=20000, verbose_name='progress since last year')),
                ('evidence', models.TextField(blank=True, max_length=20000, verbose_name='evidence')),
                ('next_steps', models.TextField(blank=True, max_length=20000, verbose_name='next steps')),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(null=True)),
                ('saved_from', models.CharField(blank=True, help_text='The open page that saved last: it may go on saving without a clash.', max_length=36)),
                ('saved_turn', models.PositiveIntegerField(default=0, help_text="The page's own count: a save of it that comes late is let go.")),
                ('given_to', models.ForeignKey(help_text='Writes it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given_answers', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('element', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='update.element')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='update.review')),
            ],
            options={
                'verbose_name': 'answer on an element',
                'ordering': ['element__number'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('aim', models.CharField(max_length=300, verbose_name='target')),
                ('actions', models.TextField(verbose_name='actions')),
                ('owner', models.CharField(max_length=150, verbose_name='who leads it')),
                ('by_when', models.DateField(verbose_name='by when')),
                ('measure', models.TextField(verbose_name='how success shows')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField()),
                ('taken_out_at', models.DateTimeField(help_text='It no longer stands in the plan; its words are kept.', null=True)),
                ('element', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='update.element')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='update.review')),
                ('taken_out_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'target',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='TargetProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='what was done, and what changed')),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_from', models.CharField(blank=True, max_length=36)),
                ('saved_turn', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(null=True)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress_on_targets', to='update.review')),
                ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='update.target')),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'progress on a target',
                'ordering': ['target__number'],
            },
        ),
        migrations.CreateModel(
            name='TargetProgressVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hand_over', 'Before somebody else went on'), ('clash', 'Written at the same time'), ('sent', 'As it was sent')], max_length=20)),
                ('version', models.PositiveIntegerField(help_text='The count of savings on which it stood.')),
                ('text', models.TextField(blank=True)),
                ('kept_at', models.DateTimeField()),
                ('progress', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='update.targetprogress')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept text on a target',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=200, verbose_name='what it shows')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='update.answer')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file with an answer',
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='answerfile_has_a_hash'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='answerfile_is_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='answerfile_removed_by_and_at_together')],
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
                ('title', models.CharField(max_length=200, verbose_name='what it shows')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='update.answer')),
            ],
            options={
                'verbose_name': 'link',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'url'), name='link_once_an_answer'), models.CheckConstraint(condition=models.Q(('url__regex', '^https?://')), name='link_is_on_the_web')],
            },
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hand_over', 'Before somebody else went on'), ('clash', 'Written at the same time'), ('sent', 'As it was sent')], max_length=20)),
                ('version', models.PositiveIntegerField(help_text='The count of savings on which it stood.')),
                ('progress', models.TextField(blank=True)),
                ('evidence', models.TextField(blank=True)),
                ('next_steps', models.TextField(blank=True)),
                ('kept_at', models.DateTimeField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='update.answer')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept text of an answer',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['hand_over', 'clash', 'sent'])), name='answer_version_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ElementMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fed_by', to='update.element')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fed_into', to='update.element')),
            ],
            options={
                'verbose_name': 'mapping of elements',
                'constraints': [models.UniqueConstraint(fields=('old', 'new'), name='element_mapped_once'), models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='element_not_mapped_to_itself')],
            },
        ),
        migrations.AddConstraint(
            model_name='element',
            constraint=models.UniqueConstraint(fields=('framework', 'number'), name='element_number_once'),
        ),
        migrations.AddConstraint(
            model_name='element',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='element_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='element',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='element_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('year', 'school'), name='review_once_a_school_and_year'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['writing', 'sent', 'recorded'])), name='review_state_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('sent_by', None)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='review_sent_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('state', 'writing')), models.Q(models.Q(('state', 'writing'), _negated=True), ('sent_at__isnull', False)), _connector='OR'), name='review_sent_when_sent'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['headteacher', 'delegate'])), name='declaration_given_by_a_head'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('given_name', ''), _negated=True), name='declaration_names_who'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('review', 'element'), name='element_answered_once_a_review'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('updated_at', None), ('updated_by', None), ('version', 0)), models.Q(('updated_at__isnull', False), ('updated_by__isnull', False), ('version__gte', 1)), _connector='OR'), name='answer_updated_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_out_at', None)), fields=('review', 'number'), name='target_number_once_in_the_plan'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_out_at', None), ('taken_out_by', None)), models.Q(('taken_out_at__isnull', False), ('taken_out_by__isnull', False)), _connector='OR'), name='target_taken_out_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='target_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('aim', ''), _negated=True), name='target_has_an_aim'),
        ),
        migrations.AddConstraint(
            model_name='targetprogress',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('updated_at', None), ('updated_by', None), ('version', 0)), models.Q(('updated_at__isnull', False), ('updated_by__isnull', False), ('version__gte', 1)), _connector='OR'), name='progress_updated_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='targetprogressversion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['hand_over', 'clash', 'sent'])), name='progress_version_kind_known'),
        ),
    ]
