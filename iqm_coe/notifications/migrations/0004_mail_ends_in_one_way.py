from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_what_had_begun_to_go")]

    operations = [
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('let_go_at', None), ('sent_at', None)), models.Q(('let_go_at', None), ('sent_at', None), ('uncertain_at', None)), models.Q(('failed_at', None), ('let_go_at', None), ('uncertain_at', None)), models.Q(('failed_at', None), ('sent_at', None), ('uncertain_at', None)), _connector='OR'), name='delivery_ends_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('handed_over_at__isnull', False)), models.Q(('sent_at', None), ('uncertain_at', None)), _connector='OR'), name='delivery_handed_over_before_sent'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('let_go_at', None), ('let_go_why', '')), models.Q(('let_go_at__isnull', False), models.Q(('let_go_why', ''), _negated=True)), _connector='OR'), name='delivery_let_go_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('nobody_at', None), ('over_at', None), _connector='OR'), name='message_over_or_to_nobody'),
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='mailserver_is_one'),
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rests_until', None), ('troubled_since', None)), models.Q(('rests_until__isnull', False), ('troubled_since__isnull', False)), _connector='OR'), name='mailserver_rests_while_in_trouble'),
        ),
    ]
