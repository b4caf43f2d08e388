"""What a file is, by its content: its name and what a browser says may be lies.

Whoever reads a file as something else than we do must find nothing: a file that is of
two kinds at once is of none.
"""

import codecs
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 1024
# The end of an archive, with the longest comment.
TAIL = 22 + 0xFFFF
CHUNK = 1 << 16
CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r"})
PDF, ARCHIVE_END = b"%PDF-", b"PK\x05\x06"


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is sent, what its name ends in, and how it is told."""

    mimetype: str
    endings: tuple[str, ...]
    tell: Callable[ [BinaryIO], bool]
    image: bool = False


def head(file: BinaryIO) -> bytes:
    """Give how a file begins."""
    file.seek(0)
    return file.read(HEAD)


def tail(file: BinaryIO) -> bytes:
    """Give how a file ends."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - TAIL, 0))
    return file.read()


def starts(*marks: bytes) -> Callable[ [BinaryIO], bool]:
    """Make a test for files that start with one of the marks."""
    return lambda file: head(file).startswith(marks)


def is_webp(file: BinaryIO) -> bool:
    """Tell whether a file is a picture of WebP."""
    start = head(file)
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def is_pdf(file: BinaryIO) -> bool:
    """Tell whether a file is a PDF to its end, and no archive."""
    end = tail(file)
    return (
        head(file).startswith(PDF)
        and end.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF")
        and ARCHIVE_END not in end
    )


def is_zip(file: BinaryIO) -> bool:
    """Tell whether a file is an archive from its first byte to its last, and no PDF."""
    start, end = head(file), tail(file)
    at = end.rfind(ARCHIVE_END)
    comment = int.from_bytes(end[at + 20 : at + 22], "little")
    return (
        start.startswith(b"PK\x03\x04")
        and PDF not in start
        and at >= 0
        and at + 22 + comment == len(end)
    )


def is_text(file: BinaryIO) -> bool:
    """Tell whether all of a file is text, and no markup that a browser might run."""
    start = head(file)
    if PDF in start or start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if len(chunk.translate(None, CONTROLS)) < len(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


KINDS = {
    "csv": Kind("text/csv", ("csv",), is_text),
    "jpg": Kind("image/jpeg", ("jpg", "jpeg"), starts(b"\xff\xd8\xff"), image=True),
    "pdf": Kind("application/pdf", ("pdf",), is_pdf),
    "png": Kind("image/png", ("png",), starts(b"\x89PNG\r\n\x1a\n"), image=True),
    "txt": Kind("text/plain", ("txt", "md"), is_text),
    "webp": Kind("image/webp", ("webp",), is_webp, image=True),
    "zip": Kind("application/zip", ("zip",), is_zip),
}
MIMETYPES = {ending: kind.mimetype for kind in KINDS.values() for ending in kind.endings}


def kind_of(ending: str, file: BinaryIO) -> Kind | None:
    """Give the kind of a file whose name and content agree about it, else None."""
    for kind in KINDS.values():
        if ending in kind.endings:
            return kind if kind.tell(file) else None
    return None
