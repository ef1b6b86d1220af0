"""Send a service bodies that nobody sends on purpose: `python try_bodies.py ADDRESS`. One line for each."""

import sys
import urllib.error
import urllib.request

BODIES = {
    "nothing": "",
    "no JSON": "{length_mm: 77.4}",
    "a list": "[]",
    "NaN": '{"length_mm": NaN, "width_mm": 58.9}',
    "true": '{"length_mm": true, "width_mm": 58.9}',
    "a text": '{"length_mm": "77.4", "width_mm": 58.9}',
    "an integer of 400 digits": '{"length_mm": 77.4, "width_mm": ' + "9" * 400 + "}",
    "half a character": '{"length_mm": "\\ud800", "width_mm": 58.9}',
    "20000 brackets": "[" * 20000,
}


def status(address, body):
    asked = urllib.request.Request(address, body.encode(), {"Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(asked).status
    except urllib.error.HTTPError as error:
        return error.code


for name, body in BODIES.items():
    print(f"{status(sys.argv[1], body)}  {name}")
