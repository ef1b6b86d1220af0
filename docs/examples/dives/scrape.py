"""Ask localhost:8000/metrics twelve times, four at a time, and count what the lines of one metric say."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen


def scrape(_: int) -> str:
    text = urlopen("http://localhost:8000/metrics").read().decode()
    return "  ".join(line for line in sorted(text.splitlines()) if line.startswith(sys.argv[1]))


with ThreadPoolExecutor(4) as pool:
    told = Counter(pool.map(scrape, range(12)))
for lines, times in told.most_common():
    print(f"{times:2} scrapes: {lines or 'nothing'}")
