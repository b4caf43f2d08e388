"""Files of sample rows."""

import colorsys
import io

from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage

from .uploads import accept, keep

SIZE = (640, 480)


def picture(n: int) -> str:
    """Keep a picture of two colors, and give its key."""
    shade = Image.linear_gradient("L").rotate(90 * n).resize(SIZE)
    drawn, data = ImageOps.colorize(shade, color(n, 0.95), color(n + 1, 0.7)), io.BytesIO()
    drawn.save(data, "PNG")
    return keep(accept(FileStorage(data, f"sample-{n}.png"), image=True))


def color(n: int, brightness: float) -> tuple[int, ...]:
    """Give another color for each number."""
    parts = colorsys.hsv_to_rgb(n * 0.13 % 1, 0.45, brightness)
    return tuple(round(255 * part) for part in parts)


def paper(n: int) -> str:
    """Keep a file with a line in it, and give its key."""
    data = io.BytesIO(f"Sample {n}\n".encode())
    return keep(accept(FileStorage(data, f"sample-{n}.txt")))
