"""A container with something to say, which ends by itself."""

from threading import Event

for number in (3, 2, 1):
    print(number, flush=True)
    Event().wait(0.5)
print("off", flush=True)
