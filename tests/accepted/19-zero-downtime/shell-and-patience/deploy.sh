# deploy IMAGE, in shell: containers by the time of their birth, the proxy's configuration through standard input.
set -eu
name=${NAME:-penguin-id}
port=${PORT:-8000}
proxy=$name-front
new=$name-$(date +%s)-$$

docker network inspect "$name-net" > /dev/null 2>&1 || docker network create "$name-net" > /dev/null
old=$(docker ps --quiet --filter "label=role=$name")
docker run --detach --name "$new" --label "role=$name" --network "$name-net" --memory 256m "$1" > /dev/null

tries=0
until [ "$(docker inspect --format '{{.State.Health.Status}}' "$new")" = healthy ]; do
  tries=$((tries + 1))
  if [ $tries -gt 100 ]; then
    docker rm --force "$new" > /dev/null
    exit 1
  fi
  sleep 0.1
done

configuration="server { listen 8080; location / { proxy_pass http://$new:8000; proxy_read_timeout 30s; } }"
if [ -z "$(docker ps --quiet --filter "name=^$proxy\$")" ]; then
  docker run --detach --name "$proxy" --network "$name-net" --publish "127.0.0.1:$port:8080" \
    --env CONFIGURATION="$configuration" nginx:1.26 \
    sh -c 'echo "$CONFIGURATION" > /etc/nginx/conf.d/default.conf; exec nginx -g "daemon off;"' > /dev/null
  until docker exec "$proxy" test -s /run/nginx.pid; do sleep 0.1; done
else
  echo "$configuration" | docker exec -i "$proxy" sh -c 'cat > /etc/nginx/conf.d/default.conf'
  docker exec "$proxy" nginx -s reload
fi
if [ -n "$old" ]; then
  # Old workers of nginx may take connections for a moment more. Then the service finishes what it has begun.
  sleep 1
  docker stop --time 15 $old > /dev/null
  docker rm $old > /dev/null
fi
echo "$new is live"
