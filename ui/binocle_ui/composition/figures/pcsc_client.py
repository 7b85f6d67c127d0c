"""A program of its own that exchanges with one card, as a till beside others would.

Called as ``python -P pcsc_client.py READER COMMAND COUNT``, by its path, so that it loads no more
of us than it needs: it says ``ready`` once its card has answered, begins at the first line on its
standard input, says ``done``, and ends with its input: what its end costs is not an exchange.
"""

import sys

from binocle.adapters.pcsc import PcscReaders


def main(reader: str, command: bytes, count: int) -> None:
    """Exchange ``count`` times, every answer looked at."""
    channel = PcscReaders().connect(reader)
    try:
        channel.transmit(command)
        print("ready", flush=True)  # noqa: T201 - this is the protocol
        sys.stdin.readline()
        for _ in range(count):
            if channel.transmit(command)[-2:] != b"\x90\x00":
                raise ConnectionError("the card refused")
        print("done", flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        channel.close()


if __name__ == "__main__":
    main(sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]))
