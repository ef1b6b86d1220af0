#!/bin/sh
set -e
commit=$(git rev-parse HEAD)
repository=${REGISTRY:-localhost:5000}/${NAME:-penguin-id}
docker build --progress plain --target check . || { echo "the tests of $commit fail" >&2; exit 2; }
docker build --progress plain --target final --label "org.opencontainers.image.revision=$commit" -t "$repository:$commit" .
digest=$(docker push "$repository:$commit" | tee /dev/stderr | sed -n "s/^$commit: digest: \(.*\) size: .*/\1/p")
echo "$repository@$digest"
