"""Seals the secrets of apps and the seeds of recovery codes that stand in plain."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from iqm_coe.lib.sealing import seal


def seal_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in {"secret", "seed"} & set(factor.data):
            factor.data[name] = seal(factor.data[name])
        if "migrated_codes" in factor.data:
            factor.data["migrated_codes"] = [seal(code) for code in factor.data["migrated_codes"]]
        factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_passkey_put_off"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
