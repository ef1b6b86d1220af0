# Exercise 22 by hand: a registry, a commit, one with a failing test, one more, each through the pipeline in a fresh clone.
. "$(dirname "$0")/lib.sh"
registry=$(docker run -d -p 127.0.0.1::5000 registry:2)
containers=$registry
export REGISTRY="localhost:$(docker port "$registry" 5000 | sed 's/.*://')" NAME="raw-$$"
repository="$REGISTRY/$NAME"
until curl -sf -o /dev/null "http://$REGISTRY/v2/"; do sleep 0.05; done
mkdir "$work/origin"
cp -r "$1/." "$work/origin"
git="git -C $work/origin -c user.name=raw -c user.email=raw@example.org"
$git init -q

# commit MODEL: commits all with another model, runs the pipeline on a clone of it, and says what it printed last
commit() {
  sed -i "s/\"version\": \"[^\"]*\"/\"version\": \"$1\"/" "$work/origin/model.json"
  $git add --all
  $git commit -q -m "$1"
  git clone -q --depth 1 "file://$work/origin" "$work/$1"
  said=$(cd "$work/$1" && python3 pipeline.py) || return 1
  echo "$said" | tail -n 1
}

# stored: a fingerprint of every byte in the registry
stored() {
  docker exec "$registry" find /var/lib/registry -type f -exec sha256sum {} + | sort
}

first=$(commit "1-$$-first")
images="$repository:$($git rev-parse HEAD)"
docker pull -q "$first" > /dev/null
image=$first
start first
predict
images="$images $first"
stored > "$work/before"
echo "def test_red(): assert False" > "$work/origin/tests/test_red.py"
if commit "1-$$-red" 2> /dev/null; then exit 1; fi
stored > "$work/after"
cmp "$work/before" "$work/after"
rm "$work/origin/tests/test_red.py"
following=$(commit "1-$$-next")
images="$images $repository:$($git rev-parse HEAD) $following"
[ "$first" != "$following" ]
# The two programs that read the workflow are Python packages: where they are not, nobody waits for them.
command -v zizmor > /dev/null || exit 0
check-jsonschema --builtin-schema vendor.github-workflows "$1"/.github/workflows/*.yml > /dev/null
zizmor --offline --quiet "$1"/.github/workflows/*.yml > /dev/null
