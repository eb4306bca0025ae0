"""What applications keep of a person: what they wrote, agreed to and decided."""

from iqm_coe.lib.personal import Told, personal

CENTRE = ("application__centre__name",)
PERSONAL = personal(
    {
        "application.Application": Told(acted=("submitted_by",), own=("decided_by",), where=("centre__name",)),
        "application.CriterionAnswer": Told(
            own=("updated_by",), acted=("done_by", "changed_by"), where=CENTRE, without=("pages",)
        ),
        "application.EvidenceLink": Told(own=("added_by",), where=("answer__application__centre__name",)),
        "application.Agreement": Told(own=("given_by",), where=("membership__school__name",)),
        "application.ChangeRequest": Told(own=("requested_by",), acted=("answered_by",), where=CENTRE),
    }
)
