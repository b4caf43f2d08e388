"""What must not be shown: the values of keys that hold secrets, and passwords inside of addresses."""

from __future__ import annotations

import ast
import re

_SECRET = re.compile(r"KEY|SECRET|PASS|TOKEN|SALT|DSN|CREDENTIAL|PRIVATE|SIGNATURE", re.IGNORECASE)
_PLAIN = re.compile(r"_(HEADER|NAME|LOCATION|LIFETIME|EXPIRES|LENGTH|AGE|FIELD|ENABLED|ALGORITHM)S?$")
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@'\"]*:[^/\s@'\"]+(?=@)")
MASK = "********"


def is_secret(key: str) -> bool:
    """Say whether a setting of this name holds a secret: SECRET_KEY does, JWT_TOKEN_LOCATION does not."""
    return bool(_SECRET.search(key)) and not _PLAIN.search(key)


def masked(key: str, source: str) -> str:
    """Give the source text of a setting's value without the secrets in it.

    Of a secret key every text is masked but those that name where the value comes from (the first argument of a
    call, a subscript); elsewhere only user and password in an address are.
    """
    source = _IN_ADDRESS.sub(MASK, source)
    if not is_secret(key):
        return source
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return MASK
    return ast.unparse(_Masking().visit(tree))


class _Masking(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Keep the first argument: the name of an environment variable."""
        node.args[1:] = [self.visit(argument) for argument in node.args[1:]]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        if node.args and not isinstance(node.args[0], ast.Constant):
            node.args[0] = self.visit(node.args[0])
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Keep the name in `os.environ["NAME"]`."""
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Mask texts and bytes."""
        return ast.Constant(MASK) if isinstance(node.value, str | bytes) and node.value else node
