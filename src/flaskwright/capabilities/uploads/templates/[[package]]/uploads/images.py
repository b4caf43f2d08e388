"""Pictures are drawn anew: what was hidden in the file, or in its metadata, is gone."""

import io
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .refusal import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 90
TOO_LARGE = "The picture has too many pixels."


def redraw(stream: BinaryIO, most_pixels: int) -> BinaryIO:
    """Draw a picture anew, upright, in its own format.

    Raises Refused for what is none, and before it is unpacked for one of more than
    `most_pixels`: a small file can hold a picture that fills the memory.
    """
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(stream, formats=FORMATS)
        if image.width * image.height > most_pixels:
            raise Refused(TOO_LARGE)
        kind = image.format or "PNG"
        plain = "RGBA" if image.has_transparency_data and kind != "JPEG" else "RGB"
        drawn = ImageOps.exif_transpose(image).convert(plain)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(TOO_LARGE) from error
    except (
        OSError,
        SyntaxError,
        UnidentifiedImageError,
        ValueError,
    ) as error:
        raise Refused("The file is no picture, or it is damaged.") from error
    drawn.info.clear()
    result = io.BytesIO()
    drawn.save(result, kind, quality=QUALITY)
    return result
