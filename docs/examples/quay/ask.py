"""Wait until a container answers, and say which version does: `python ask.py CONTAINER`."""

import sys

from harbour import address, ask, wait_until

place = address(sys.argv[1])
wait_until(lambda: not ask(*place)[1])
print("version", *ask(*place))
