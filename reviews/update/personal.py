"""What annual updates keep of a person: what they wrote, handed in and declared."""

from iqm_coe.lib.personal import Told, personal

SCHOOL = ("review__school__name",)
OF_ANSWER = ("answer__review__school__name", "answer__element__title")
PERSONAL = personal(
    {
        "update.Review": Told(acted=("sent_by",), where=("school__name",)),
        "update.Answer": Told(
            own=("updated_by",),
            acted=("given_to", "done_by", "changed_by"),
            where=(*SCHOOL, "element__title"),
            without=("pages",),
        ),
        "update.AnswerVersion": Told(own=("written_by",), where=OF_ANSWER),
        "update.AnswerLink": Told(own=("added_by",), where=OF_ANSWER),
        "update.AnswerFile": Told(own=("added_by",), acted=("removed_by",), where=OF_ANSWER),
        "update.Declaration": Told(own=("given_by",), where=SCHOOL),
        "update.Target": Told(own=("updated_by",), acted=("taken_out_by",), where=SCHOOL, without=("pages",)),
        "update.TargetProgress": Told(own=("updated_by",), where=SCHOOL, without=("pages",)),
        "update.TargetProgressVersion": Told(own=("written_by",), where=("progress__review__school__name",)),
    }
)
