import sys

from live import PILE, json, note, pile, up

before = pile()[:-1]
if not before:
    sys.exit("nothing to go back to")
image, identity = before[-1]
if not up(identity):
    note(action="rollback", image=image, id=identity, outcome="failed")
    sys.exit(1)
PILE.write_text(json.dumps(before))
note(action="rollback", image=image, id=identity, outcome="live")
