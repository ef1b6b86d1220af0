"""Read an OpenAPI document on standard input, and print what it says of each path's bodies and answers."""

import json
import sys

document = json.load(sys.stdin)


def fields(schema):
    name = schema.get("$ref", "").rpartition("/")[2]
    known = document["components"]["schemas"].get(name, schema)
    return f"{name or 'anything'}: {', '.join(known.get('properties', {})) or 'no fields'}"


for path, methods in document["paths"].items():
    for method, what in methods.items():
        print(method.upper(), path)
        if "requestBody" in what:
            print("  takes", fields(what["requestBody"]["content"]["application/json"]["schema"]))
        print("  gives", fields(what["responses"]["200"]["content"]["application/json"]["schema"]))
