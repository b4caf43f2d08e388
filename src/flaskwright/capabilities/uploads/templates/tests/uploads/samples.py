"""Files to send, good ones and bad ones."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from werkzeug.datastructures import FileStorage

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def file(name: str, content: bytes, mimetype: str = "text/plain") -> FileStorage:
    """Give a file as a browser sends it."""
    return FileStorage(io.BytesIO(content), name, "file", mimetype)


def picture(kind: str = "png", size: tuple[int, int] = (4, 3), **more: object) -> bytes:
    """Give a picture."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **more)
    return drawn.getvalue()


def photo_with_a_place() -> bytes:
    """Give a photo that tells where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at home, 52.5200 N"
    return picture("jpeg", exif=exif)


def archive(comment: bytes = b"") -> bytes:
    """Give an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as writer:
        writer.writestr("hello.txt", "hello")
        writer.comment = comment
    return made.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Give a small file that says it is a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(bytes(1 << 20))),
            chunk(b"IEND", b""),
        ]
    )


def chunk(name: bytes, data: bytes) -> bytes:
    """Give a part of a PNG file."""
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def swollen_text() -> bytes:
    """Give a picture with a note that unpacks to 100 MB."""
    note = b"Comment\0\0" + zlib.compress(bytes(100 << 20))
    whole = picture()
    return whole[:33] + chunk(b"zTXt", note) + whole[33:]
