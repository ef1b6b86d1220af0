"""Stand in line for tickets, six people at a time: `python line.py TICKETS`, and a command that runs meanwhile."""

import http.client
import json
import subprocess
import sys
import time
from queue import Empty, SimpleQueue
from threading import Thread

PEOPLE = 6


def buy(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/ticket")
        answer = connection.getresponse()
        return json.loads(answer.read()) if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def person(port, line, tickets):
    try:
        while True:
            line.get_nowait()
            tickets.append(buy(port))
    except Empty:
        return


def main(count, *command):
    address = subprocess.run(
        ["docker", "compose", "port", "balancer", "80"], capture_output=True, text=True, check=True
    ).stdout
    port, line, tickets = int(address.rpartition(":")[2]), SimpleQueue(), []
    end = time.monotonic() + 20
    while not buy(port) and time.monotonic() < end:
        time.sleep(0.1)
    for _ in range(int(count)):
        line.put("one more")
    people = [Thread(target=person, args=(port, line, tickets)) for _ in range(PEOPLE)]
    began = time.monotonic()
    for one in people:
        one.start()
    if command:
        time.sleep(1)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    for one in people:
        one.join()
    good = [ticket for ticket in tickets if ticket]
    desks, numbers = {one["desk"] for one in good}, {one["number"] for one in good}
    pace = len(good) / (time.monotonic() - began)
    print(f"{len(good)} tickets from {len(desks)} desk(s), {pace:.1f} a second")
    print(f"{len(tickets) - len(good)} lost, {len(good) - len(numbers)} with a number that another one has")


main(*sys.argv[1:])
