# usage: sh release.sh VERSION
image="$REGISTRY/$NAME"

stop() {
  echo "release of $1 stopped: $2" >&2
  exit 1
}

said=$(docker pull -q "$image:$1" 2>&1)
case "$?:$said" in
  0:*) stop "$1" "it is in the registry" ;;
  *"not found"* | *"manifest unknown"* | *"does not exist"*) ;;
  *) stop "$1" "$said" ;;
esac

id=$(docker build -q --label org.opencontainers.image.source="$SOURCE" --label org.opencontainers.image.revision="$REVISION" \
  --label org.opencontainers.image.version="$1" .) || stop "$1" "it does not build"
for tag in "$1" stable latest; do
  docker tag "$id" "$image:$tag" && docker push -q "$image:$tag" || stop "$1" "$tag is not pushed"
done
docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$id" | grep "^$image@"
