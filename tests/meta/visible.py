"""Who sees any row of a model at some stage, and who sees every row there is: written by hand, a line a model."""

OFFICE = {"staff", "staff_here", "administrator"}
ADMINISTRATOR = {"administrator"}
RECORDS = ("records.Withdrawal", "records.WithdrawnPlace", "records.Hold", "records.Erasure", "records.Certificate")
RECORDS += ("records.Clearing",)
MONEY = {"staff", "staff_here", "finance"}
SPEAKERS = {"coordinator", "head", "delegate"}
# Speak for a school of their own, which is not the one the cast is about.
OTHERS = {"peer", "stranger", "left", "invited"}
OF_IQM = OFFICE | {"former_staff", "assessor", "visiting", "adviser", "other_adviser", "finance"}
OF_A_SCHOOL = SPEAKERS | OTHERS | {"contributor", "finance_contact", "staff_here"}
EVERYBODY = OF_IQM | OF_A_SCHOOL | {"nobody", "former"}

SEES_SOME = {
    "accounts.User": EVERYBODY,
    "accounts.IqmRole": OF_IQM,
    "accounts.Event": {"administrator"},
    "accounts.FailedTries": {"administrator"},
    **dict.fromkeys(RECORDS, ADMINISTRATOR),
    "accounts.SignIn": EVERYBODY,
    "accounts.Provider": {"administrator"},
    "accounts.ProviderLink": {"administrator", "coordinator"},
    "lists.SavedView": OF_IQM - {"former_staff"} | {"coordinator"},
    "billing.FeeBand": MONEY,
    "billing.VatRate": MONEY,
    "billing.Payer": MONEY,
    "billing.Payment": MONEY,
    "notifications.Message": OFFICE,
    "schools.RegisterImport": OFFICE,
    "schools.RoleInvitation": OFFICE | SPEAKERS,
    "schools.Joining": OFFICE | SPEAKERS | {"nobody"},
    "visits.Accreditation": OFFICE | {"visiting"},
    "visits.DevelopmentPlan": OFFICE | SPEAKERS | {"visiting", "adviser"},
    "reports.Report": OFFICE | SPEAKERS | {"visiting", "adviser"},
    "records.Export": {"coordinator"},
    "records.ExportFile": {"coordinator"},
    "reports.Pack": {"coordinator"},
    "reports.PackFile": {"coordinator"},
    "update.Answer": OFFICE | SPEAKERS | {"peer", "contributor", "visiting"},
    "update.AnswerFile": OFFICE | SPEAKERS | {"contributor"},
    "membership.CentreInvitation": OFFICE | SPEAKERS | {"peer", "left", "invited"},
    "year.PlanVersion": OFFICE | SPEAKERS | {"peer", "adviser"},
}
# Whoever of them sees all rows of all worlds; nobody where nothing is written.
SEES_ALL = {
    "accounts.User": {"administrator"},
    "accounts.IqmRole": {"administrator"},
    "accounts.Event": {"administrator"},
    "accounts.FailedTries": {"administrator"},
    "accounts.Provider": {"administrator"},
    "accounts.ProviderLink": {"administrator"},
    **dict.fromkeys(RECORDS, ADMINISTRATOR),
    **dict.fromkeys(("billing.FeeBand", "billing.VatRate", "billing.Payer", "billing.Payment"), MONEY),
    **dict.fromkeys(
        ("schools.RegisterImport", "schools.RoleInvitation", "schools.Joining", "visits.Accreditation"), OFFICE
    ),
    **dict.fromkeys(("visits.DevelopmentPlan", "update.Answer", "update.AnswerFile"), OFFICE),
    **dict.fromkeys(("membership.CentreInvitation", "year.PlanVersion", "reports.Report"), OFFICE),
    "notifications.Message": {"staff", "staff_here"},  # what is about money or roles at IQM is not an administrator's
}
