# The image that is pushed is tested itself: pytest comes from another image, the tests from the clone.
set -u
id=$(docker build -q .) && tools=$(docker build -q --target pytest .) || exit 1
name="tests-$(git rev-parse HEAD)"
holder=$(docker create -v "$name:/pytest" "$tools" true) || exit 1
docker run --rm -v "$name:/pytest:ro" -v "$PWD/tests:/app/tests:ro" -e PYTHONPATH=/pytest -e PYTHONDONTWRITEBYTECODE=1 \
  "$id" pytest -p no:cacheprovider tests
status=$?
docker rm "$holder" > /dev/null
docker volume rm "$name" > /dev/null
if [ "$status" -ne 0 ]; then
  echo "pytest ended with $status" >&2
  exit "$status"
fi
image="$REGISTRY/$NAME"
docker tag "$id" "$image:$(git rev-parse HEAD)" &&
  docker push -q "$image:$(git rev-parse HEAD)" &&
  docker inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$id" | grep "^$image@"
