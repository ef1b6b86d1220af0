# only what is committed is built
set -e
: "${REGISTRY:=localhost:5000}" "${NAME:=penguin-id}"
commit=$(git rev-parse HEAD)
repo="$REGISTRY/$NAME"
git archive --format=tar HEAD | docker build -t "$repo:$commit" --target service -
git archive --format=tar HEAD | docker build -t "penguin-tests:$commit" --target tools -
box=$(docker run -d --entrypoint sleep "penguin-tests:$commit" 120)
trap 'docker rm -f "$box" >/dev/null; docker rmi "penguin-tests:$commit" >/dev/null' EXIT
git archive HEAD | docker cp - "$box:/app"
docker exec -e PYTHONPATH=/tools "$box" python -m pytest -q tests
docker push "$repo:$commit"
echo "deploy with:"
docker inspect --format='{{index .RepoDigests 0}}' "$repo:$commit"
echo done
