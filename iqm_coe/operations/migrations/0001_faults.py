from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.CharField(max_length=80)),
                ('row', models.CharField(max_length=200)),
                ('error', models.CharField(max_length=500)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('over_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'fault',
                'constraints': [models.UniqueConstraint(condition=models.Q(('over_at', None)), fields=('round', 'row'), name='fault_stands_once')],
            },
        ),
    ]
