"""The archive that an office document is: its list is read and bounded before anything in it is unpacked."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from iqm_coe.lib.opening.reasons import Reason, Unfit

MOST_ENTRIES, MOST_OF_THE_LIST = 4_000, 1024**2
MOST_BYTES = 200 * 1024**2  # of everything in it, unpacked
MOST_TIMES = 200  # an entry of a megabyte and more, against its packed size
SMALL = 1024**2
PIECE = 1024**2
LONGEST_NAME = 250

END, END_SIGN = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
LOCAL, LOCAL_SIGN = struct.Struct("<4s5H3L2H"), b"PK\x03\x04"
DESCRIPTOR = 24  # bytes that may follow an entry
LOCKED_BIT = 1
DRIVE = re.compile(r"^[a-z]:", re.IGNORECASE)


class Archive:
    """What the list says, found to be true: each entry lies where it says, apart from the others, under one name."""

    def __init__(self, content: bytes, *, most_bytes: int = MOST_BYTES) -> None:
        """Raises Unfit."""
        _has_a_bounded_list(content)
        self._content = content
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise Unfit(Reason.DAMAGED) from error
        self.entries = {_name_of(each): each for each in self._zip.infolist()}
        if len(self.entries) != len(self._zip.infolist()):
            raise Unfit(Reason.STRANGE_PARTS)
        self.size = sum(each.file_size for each in self.entries.values())
        if self.size > most_bytes:
            raise Unfit(Reason.TOO_MUCH)
        for each in self.entries.values():
            _is_bounded(each)
        self._lie_apart()

    def _lie_apart(self) -> None:
        """No entry shares its bytes with another or hides some between them, and both lists name it alike."""
        place = 0
        for each in sorted(self.entries.values(), key=lambda one: one.header_offset):
            if not 0 <= each.header_offset - place <= (DESCRIPTOR if place else 0):
                raise Unfit(Reason.TWO_IN_ONE)
            head = self._content[each.header_offset : each.header_offset + LOCAL.size]
            if len(head) < LOCAL.size or not head.startswith(LOCAL_SIGN):
                raise Unfit(Reason.DAMAGED)
            name, extra = LOCAL.unpack(head)[-2:]
            begin = each.header_offset + LOCAL.size
            written = self._content[begin : begin + name]
            if written not in {each.orig_filename.encode(code, "replace") for code in ("utf-8", "cp437")}:
                raise Unfit(Reason.STRANGE_PARTS)
            place = begin + name + extra + each.compress_size
        if not 0 <= self._zip.start_dir - place <= DESCRIPTOR:
            raise Unfit(Reason.TWO_IN_ONE)

    def pieces(self, name: str) -> Iterator[bytes]:
        """An entry, unpacked piece by piece, no longer than its list says and whole. Raises Unfit."""
        try:
            with self._zip.open(self.entries[name]) as opened:
                while piece := opened.read(PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Unfit(Reason.DAMAGED) from error

    def read(self, name: str, *, most: int = MOST_BYTES) -> bytes:
        """An entry whole. Raises Unfit where it is longer than this."""
        if self.entries[name].file_size > most:
            raise Unfit(Reason.TOO_MUCH)
        return b"".join(self.pieces(name))


def _has_a_bounded_list(content: bytes) -> None:
    """Its end is the end of the file, and its list is no longer than a document's."""
    if len(content) < END.size or not content[-END.size :].startswith(END_SIGN):
        raise Unfit(Reason.TWO_IN_ONE if END_SIGN in content[-(END.size + 0xFFFF) :] else Reason.DAMAGED)
    _sign, disk, begun, here, entries, size, _place, _comment = END.unpack(content[-END.size :])
    if disk or begun or here != entries:
        raise Unfit(Reason.DAMAGED)
    if entries > MOST_ENTRIES or size > MOST_OF_THE_LIST:
        raise Unfit(Reason.TOO_MUCH)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """As it is compared: small letters and one kind of stroke. Raises Unfit for one that leads elsewhere."""
    name = entry.orig_filename.replace("\\", "/")
    parts = name.removesuffix("/").split("/")
    if len(name) > LONGEST_NAME or not name.isprintable() or DRIVE.match(name):
        raise Unfit(Reason.STRANGE_PARTS)
    if any(part in {"", ".", ".."} for part in parts):
        raise Unfit(Reason.STRANGE_PARTS)
    return name.lower()


def _is_bounded(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & LOCKED_BIT:
        raise Unfit(Reason.LOCKED)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Unfit(Reason.DAMAGED)
    if entry.file_size > SMALL and entry.file_size > MOST_TIMES * entry.compress_size:
        raise Unfit(Reason.TOO_MUCH)
