"""A process of its own that reads a long B2 stream and says how much it grew.

Called as ``python -m binocle_ui.composition.figures.streaming BYTES`` with a B2 file of one lot on
its standard input. A short file is read first, so that code and caches are not counted.
"""

import json
import sys

from binocle.lots.wire import read_b2

from .matching import peak_mb
from .wire import long_stream


def main() -> None:
    """Read, and print the growth of the peak."""
    content = sys.stdin.buffer.read()
    for _ in read_b2(long_stream(content, 1)):
        pass
    before = peak_mb()
    for _ in read_b2(long_stream(content, int(sys.argv[1]))):
        pass
    sys.stdout.write(json.dumps({"grown_mb": round(peak_mb() - before, 3)}))


if __name__ == "__main__":
    main()
