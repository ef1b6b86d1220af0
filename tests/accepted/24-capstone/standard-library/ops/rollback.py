import sys

from common import go_live, note, past

if len(past()) < 2:
    sys.exit("nothing was live before")
image, identity = past()[-2]
live = go_live(identity)
note(action="rollback", image=image, id=identity, outcome="live" if live else "failed")
sys.exit(not live)
