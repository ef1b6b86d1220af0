"""Send the service in this container bodies that nobody sends on purpose, and print the status of each answer."""

from http.client import HTTPConnection

BODIES = {
    "nothing": "",
    "no JSON": "{length_mm: 77.4}",
    "a list": "[]",
    "NaN": '{"length_mm": NaN, "width_mm": 58.9}',
    "true": '{"length_mm": true, "width_mm": 58.9}',
    "a number in quotes": '{"length_mm": "77.4", "width_mm": 58.9}',
    "an integer of 400 digits": '{"length_mm": 77.4, "width_mm": ' + "9" * 400 + "}",
    "half a character": '{"length_mm": "\\ud800", "width_mm": 58.9}',
    "20000 brackets": "[" * 20000,
}

for name, body in BODIES.items():
    connection = HTTPConnection("127.0.0.1", 8000)
    connection.request("POST", "/volume", body, {"Content-Type": "application/json"})
    print(connection.getresponse().status, name)
