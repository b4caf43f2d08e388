"""Ask the running application: the only place that runs a user's code, in the user's own interpreter."""

from flaskwright.probe.behaviour import Behaviour, compare_behaviour
from flaskwright.probe.compare import Difference, compare, side_by_side
from flaskwright.probe.interpreter import find_interpreter
from flaskwright.probe.run import Live, probe, targets
from flaskwright.probe.trial import try_change

__all__ = [
    "Behaviour",
    "Difference",
    "Live",
    "compare",
    "compare_behaviour",
    "find_interpreter",
    "probe",
    "side_by_side",
    "targets",
    "try_change",
]
