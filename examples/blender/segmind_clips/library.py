"""The module segmind, over its library: that of the preferences, the one beside this file, or the system's."""
import os
from . import preferences


def segmind():
    """Raises OSError, which says what was not found."""
    packed = os.path.join(os.path.dirname(__file__), "lib", "libsegmind_c.so")
    chosen = preferences.chosen().library or os.environ.get("SEGMIND_C_LIBRARY") or os.path.exists(packed) and packed
    if chosen:
        os.environ["SEGMIND_C_LIBRARY"] = chosen
    from . import segmind as module
    return module
