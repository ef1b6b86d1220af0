# nginx beside a loop: whenever the name server knows other replicas than before, nginx reads its configuration anew.
nginx -g "daemon off;" &
known=$(getent ahostsv4 model | sort -u)
while sleep 0.5; do
  now=$(getent ahostsv4 model | sort -u)
  if [ "$now" != "$known" ] && [ -n "$now" ]; then
    known=$now
    nginx -s reload
  fi
done
