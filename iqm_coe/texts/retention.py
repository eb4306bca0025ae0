from iqm_coe.lib.retention import Kept, retention

RETENTION = retention({"texts.KeptText": Kept("as long as the text it was written for", ("base", "mine", "theirs"))})
