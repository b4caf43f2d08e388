"""Names in the forms that templates need: snake, kebab, title, camel, plural."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_IRREGULAR = {
    "analysis": "analyses",
    "axis": "axes",
    "basis": "bases",
    "child": "children",
    "crisis": "crises",
    "criterion": "criteria",
    "diagnosis": "diagnoses",
    "foot": "feet",
    "goose": "geese",
    "half": "halves",
    "hypothesis": "hypotheses",
    "knife": "knives",
    "leaf": "leaves",
    "life": "lives",
    "loaf": "loaves",
    "man": "men",
    "mouse": "mice",
    "ox": "oxen",
    "person": "people",
    "phenomenon": "phenomena",
    "quiz": "quizzes",
    "schema": "schemas",
    "self": "selves",
    "shelf": "shelves",
    "thesis": "theses",
    "thief": "thieves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
}
_UNCHANGED = frozenset(
    {"aircraft", "bison", "deer", "equipment", "fish", "information", "metadata", "money", "moose", "music"}
    | {"news", "rice", "series", "sheep", "software", "species", "staff", "swine", "trout"}
)
_O_WITH_ES = frozenset({"echo", "embargo", "hero", "potato", "tomato", "torpedo", "veto"})


def words(name: str) -> list[str]:
    """Split a name at its capitals, digits, blanks, hyphens and underscores."""
    return _WORD.findall(name)


def snake(name: str) -> str:
    """Give order_item for OrderItem."""
    return "_".join(words(name)).lower()


def kebab(name: str) -> str:
    """Give order-item for OrderItem."""
    return "-".join(words(name)).lower()


def camel(name: str) -> str:
    """Give OrderItem for order_item; capitals inside of a word stay."""
    return "".join(word[:1].upper() + word[1:] for word in words(name))


def title(name: str) -> str:
    """Give "Order item" for OrderItem."""
    text = " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words(name))
    return text[:1].upper() + text[1:]


def plural(name: str) -> str:
    """Give the English plural of a name's last word; the rest and its writing stay."""
    match = re.search(r"[A-Z]?[a-z]+$|[A-Z]+$", name)
    if match is None:
        return f"{name}s"
    last = match[0]
    many = _plural(last.lower())
    if last.isupper() and len(last) > 1:
        many = f"{last}s"
    elif last[0].isupper():
        many = many[0].upper() + many[1:]
    return name[: match.start()] + many


def _plural(word: str) -> str:
    if word in _UNCHANGED:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if re.search(r"(s|x|z|ch|sh)$", word) or word in _O_WITH_ES:
        return f"{word}es"
    return f"{word}s"
