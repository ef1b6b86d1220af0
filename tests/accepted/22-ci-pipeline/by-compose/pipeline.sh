#!/bin/sh
set -eu
COMMIT=$(git rev-parse HEAD); export COMMIT
docker compose build --quiet tests
if ! docker compose run --rm tests; then echo "red: $COMMIT" >&2; exit 3; fi
docker compose build --quiet service
docker compose push --quiet service
image=${REGISTRY:-localhost:5000}/${NAME:-penguin-id}
docker image inspect -f '{{join .RepoDigests "\n"}}' "$image:$COMMIT" | grep -F "$image@"
