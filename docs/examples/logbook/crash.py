"""Write two lines, one of them through to the disk, and end as a killed program does: at once, without tidying up."""

import os

from note import LOGBOOK, keep

keep("flushed: egg hatched")
file = LOGBOOK.open("a")
file.write("in the buffer: chick fed\n")
print("both written", flush=True)
os._exit(137)
