"""Undo what Flask-Compress does; a version for Python 3.8 cannot do that itself."""

import gzip

import brotli
import zstandard


def uncompress(data: bytes, algorithm: str) -> bytes:
    """Give the data as they were before an algorithm of this name."""
    if algorithm == "gzip":
        return gzip.decompress(data)
    if algorithm == "br":
        found: bytes = brotli.decompress(data)
        return found
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)
