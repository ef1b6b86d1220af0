"""Containers stay, stopped, numbered by their deployment: the way back is `docker start`."""

import sys

import shelf

image = sys.argv[1]
made = shelf.docker("image", "inspect", "--format", "{{.Id}}", image)
identity = made.stdout.strip()
pile = shelf.pile()
number = 1 + sum(1 for _ in shelf.lines())
if made.returncode == 0:
    if pile:
        shelf.docker("stop", "--time", "3", shelf.container(pile[-1]["number"]))
    shelf.docker("run", "-d", "--name", shelf.container(number), "--mount",
                 f"type=volume,source={shelf.NAME}_feedback,target=/data", "-p", f"127.0.0.1:{shelf.PORT}:8000", image)
    if shelf.healthy(number):
        shelf.write("deploy", image, identity, "live", number)
        sys.exit()
    shelf.docker("rm", "-f", shelf.container(number))
    if pile:
        shelf.docker("start", shelf.container(pile[-1]["number"]))
        shelf.healthy(pile[-1]["number"])
shelf.write("deploy", image, identity, "failed", number)
sys.exit(1)
