"""How long is the way to the krill? `python trip.py KILOMETRES`"""

import sys

from swim import minutes

GENTOO_KM_PER_HOUR = 36
print(f"{minutes(float(sys.argv[1]), GENTOO_KM_PER_HOUR):.0f} minutes")
