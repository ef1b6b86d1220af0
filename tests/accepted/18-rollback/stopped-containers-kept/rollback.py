import sys

import shelf

pile = shelf.pile()
if len(pile) < 2:
    shelf.write("rollback", "", "", "failed", 0)
    sys.exit("nothing to go back to")
now, before = pile[-1], pile[-2]
shelf.docker("stop", "--time", "3", shelf.container(now["number"]))
shelf.docker("start", shelf.container(before["number"]))
if not shelf.healthy(before["number"]):
    shelf.docker("stop", shelf.container(before["number"]))
    shelf.docker("start", shelf.container(now["number"]))
    shelf.write("rollback", before["image"], before["id"], "failed", 0)
    sys.exit(1)
shelf.docker("rm", "-f", shelf.container(now["number"]))
shelf.write("rollback", before["image"], before["id"], "live", before["number"])
