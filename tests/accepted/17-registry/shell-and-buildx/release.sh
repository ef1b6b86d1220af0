#!/bin/sh
# usage: sh release.sh VERSION
set -eu
version=$1
repository="${REGISTRY:-localhost:5000}/${NAME:-penguin-id}"

# -f: a status of 400 and above ends curl with 22. 404 is an answer all the same: nothing was pushed yet.
code=$(curl --silent --output /dev/null --write-out '%{http_code}' --head \
  --header 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
  --header 'Accept: application/vnd.oci.image.index.v1+json' \
  "http://${REGISTRY:-localhost:5000}/v2/${NAME:-penguin-id}/manifests/$version") || {
  echo "no registry at ${REGISTRY:-localhost:5000}" >&2
  exit 7
}
case "$code" in
  404) ;;
  200) echo "$version exists" >&2; exit 3 ;;
  *) echo "unexpected answer: $code" >&2; exit 4 ;;
esac

docker buildx build --load \
  --label "org.opencontainers.image.source=${SOURCE:-none}" \
  --label "org.opencontainers.image.revision=${REVISION:-none}" \
  --label "org.opencontainers.image.version=$version" \
  -t "$repository:$version" -t "$repository:stable" . >&2
docker push "$repository:$version" >&2
digest=$(docker push "$repository:stable" | sed -n 's/^stable: digest: \(sha256:[0-9a-f]*\) .*/\1/p')
echo "$repository@$digest"
