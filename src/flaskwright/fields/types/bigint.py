"""A whole number of 64 bits."""

from __future__ import annotations

from flaskwright.fields.code import code
from flaskwright.fields.types.integer import Integer


class BigInt(Integer):
    """A whole number that 32 bits do not hold."""

    name = "bigint"
    about = "a whole number of 64 bits"
    sql = code("BigInteger", "from sqlalchemy import BigInteger")
    migration_type = "sa.BigInteger()"
    bits = 64


TYPE = BigInt()
