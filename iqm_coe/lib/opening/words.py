"""Why a file is not taken, in a sentence for whoever handed it in: what it is, and what to do."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.opening.reasons import Reason, Unfit

PRINT = _("Print it to a PDF (in Word and Acrobat: Print, then “Save as PDF”) and hand in that copy.")
WORDS = {
    Reason.NOT_TAKEN: _(
        "This kind of file is not taken. Hand in a PDF, a Word or Excel file (docx, xlsx), or a picture (png, jpg, "
        "webp)."
    ),
    Reason.OLD_OFFICE: _(
        "This is a Word or Excel file of before 2007, or one with a password. Open it, save it without a password as "
        "docx or xlsx, and hand in the new copy."
    ),
    Reason.HEIC: _(
        "This picture is of the kind HEIC, which many cannot open. Save or share it as JPEG, and hand it in."
    ),
    Reason.DAMAGED: _(
        "The file is damaged or is not what its name says. Open it, save it again, and hand in the new copy."
    ),
    Reason.LOCKED: _("The file is locked with a password. Save a copy without one, and hand in the copy."),
    Reason.TWO_IN_ONE: _(
        "Something else is hidden in this file, beside what it shows. Open it, save it again, and hand in the new copy."
    ),
    Reason.TOO_MUCH: _(
        "This file would unpack to far more than a document needs, so it was not opened. Save it again from the "
        "program that made it, or in smaller parts, and hand in the new copy."
    ),
    Reason.TOO_MANY_PAGES: _("This PDF has more than 2,000 pages. Hand in the part that matters, or several files."),
    Reason.NO_PAGES: _("This PDF has no pages. Look whether it opens on your own machine, and hand it in again."),
    Reason.SCRIPT: _("This PDF holds a program (JavaScript). %(print)s"),
    Reason.ACTION: _("This PDF does something by itself: it is a form that sends, fills or changes itself. %(print)s"),
    Reason.OPENS_MORE: _("This PDF starts a program or opens other files. %(print)s"),
    Reason.ATTACHMENT: _(
        "Other files are attached inside this PDF. Take them out, or print it to a PDF, and hand in each as a file of "
        "its own."
    ),
    Reason.MEDIA: _("This PDF plays sound, films or 3D. %(print)s"),
    Reason.XFA: _("This PDF is a form that only Acrobat can show (XFA). %(print)s"),
    Reason.MACROS: _("The file holds macros. Save it as docx or xlsx without macros, and hand in the new copy."),
    Reason.TEMPLATE: _(
        "The file is a template, or fetches one from elsewhere. Save it as an ordinary docx or xlsx without it, and "
        "hand in the new copy."
    ),
    Reason.EMBEDDED: _(
        "Another file is embedded in this one. Take it out, or put a picture of it in its place, and hand in the other "
        "file by itself."
    ),
    Reason.CONTROL: _(
        "The file holds controls that run on the reader's machine (ActiveX). Save it as a PDF, or without."
    ),
    Reason.FROM_ELSEWHERE: _(
        "The file fetches something from elsewhere when it is opened%(what)s. Put it into the file itself, or save it "
        "as a PDF, and hand in the new copy."
    ),
    Reason.OTHER_WORKBOOK: _(
        "The workbook takes figures from another file. Break those links (in Excel: Data, Edit Links, Break Link), "
        "save it, and hand in the new copy."
    ),
    Reason.STRANGE_LINK: _(
        "A link in the file leads to a file or a program and to no web page%(what)s. Take the link out, save the file, "
        "and hand in the new copy."
    ),
    Reason.STRANGE_PARTS: _(
        "The parts of this file are named or written as no Word or Excel does it. Open it, save it again, and hand in "
        "the new copy."
    ),
    Reason.TOO_LARGE_A_PICTURE: _(
        "The picture has more than 50 million dots, or more than 26 million and is no JPEG, or is too long. Make it "
        "smaller, and hand it in again."
    ),
    Reason.MOVING: _("The picture moves. Save one picture of it, and hand that in."),
}
LONGEST = 60


def said(unfit: Unfit) -> str:
    """The sentence, with what the file itself says of the place."""
    shown = "".join(sign for sign in unfit.detail if sign.isprintable())[:LONGEST]
    return str(WORDS[unfit.reason]) % {"print": PRINT, "what": f" ({shown})" if shown else ""}
