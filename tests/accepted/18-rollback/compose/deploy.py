import subprocess
import sys

from live import PILE, json, note, pile, up

image = sys.argv[1]
asked = subprocess.run(["docker", "image", "inspect", "--format", "{{.Id}}", image], capture_output=True, text=True)
identity = asked.stdout.strip()
before = pile()
if asked.returncode == 0 and up(identity):
    PILE.write_text(json.dumps([*before, [image, identity]]))
    note(action="deploy", image=image, id=identity, outcome="live")
else:
    if before and asked.returncode == 0:
        up(before[-1][1])
    note(action="deploy", image=image, id=identity, outcome="failed")
    sys.exit(1)
