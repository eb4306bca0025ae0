"""Roles until a day, and acting heads."""

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0010_joinings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roleinvitation',
            name='school_delegate_invited_with_authority',
        ),
        migrations.RemoveConstraint(
            model_name='schoolrole',
            name='school_role_ended_by_and_at_together',
        ),
        migrations.RemoveConstraint(
            model_name='schoolrole',
            name='school_role_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='schoolrole',
            name='school_delegate_has_authority',
        ),
        migrations.AddField(
            model_name='roleinvitation',
            name='until',
            field=models.DateField(blank=True, null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='schoolrole',
            name='until',
            field=models.DateField(blank=True, help_text='The role is held to the end of this day in London.', null=True, verbose_name='last day'),
        ),
        migrations.AlterField(
            model_name='joining',
            name='kind',
            field=models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('acting_head', 'Acting headteacher'), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='roleinvitation',
            name='kind',
            field=models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('acting_head', 'Acting headteacher'), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='schoolrole',
            name='kind',
            field=models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('acting_head', 'Acting headteacher'), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20, verbose_name='role'),
        ),
        migrations.AddIndex(
            model_name='schoolrole',
            index=models.Index(condition=models.Q(('ended_at', None), ('until__isnull', False)), fields=['until'], name='school_role_until_a_day'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['delegate', 'acting_head']), _negated=True), models.Q(('authority', ''), _negated=True), _connector='OR'), name='school_delegate_invited_with_authority'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'acting_head'), _negated=True), ('until__isnull', False), _connector='OR'), name='school_acting_head_invited_until_a_day'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), models.Q(('ended_by__isnull', False), ('until__isnull', False), _connector='OR')), _connector='OR'), name='school_role_ended_by_somebody_or_by_its_day'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', django.db.models.functions.comparison.Cast(models.Func(models.Value('Europe/London'), models.F('granted_at'), function='timezone'), models.DateField())), _connector='OR'), name='school_role_until_a_day_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['coordinator', 'headteacher', 'delegate', 'acting_head', 'contributor', 'finance'])), name='school_role_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['delegate', 'acting_head']), _negated=True), models.Q(('authority', ''), _negated=True), _connector='OR'), name='school_delegate_has_authority'),
        ),
        migrations.AddConstraint(
            model_name='schoolrole',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'acting_head'), _negated=True), ('until__isnull', False), _connector='OR'), name='school_acting_head_until_a_day'),
        ),
    ]
