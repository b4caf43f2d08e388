"""Following a program lets Python recurse deeper, for good; hypothesis wants that done before it starts."""

from flaskwright.facts.abstract.machine import deepen

deepen()
