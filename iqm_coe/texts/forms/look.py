from iqm_coe.lib.forms import FlowForm, LongText

LONGEST = 20_000  # of every text there is; tests/integration/texts/test_look.py asks each box


class LookForm(FlowForm):
    """A text that somebody wants to see as it will look."""

    text = LongText(required=False, max_length=LONGEST, strip=False)
