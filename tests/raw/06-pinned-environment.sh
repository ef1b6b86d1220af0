# Exercise 06 by hand: built, built again from nothing with newer packages about, asked, its log and its packages compared.
. "$(dirname "$0")/lib.sh"
later="raw-later:$$"
mkdir "$work/newer"
printf 'FROM python:3.13-slim\nCOPY newer /wheelhouse\nENV PIP_FIND_LINKS=/wheelhouse UV_FIND_LINKS=/wheelhouse\n' > "$work/Dockerfile"
build -t "$later" "$work"
build "$1"
first=$image
start service
bird='{"bill_length_mm": 39.1, "bill_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750}'
for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
  curl -sf -H "Content-Type: application/json" -d "$bird" "$address/predict" > /dev/null
done
if docker logs "$container" 2>&1 | grep -q InconsistentVersionWarning; then exit 1; fi
docker exec "$container" python -W error -c "import joblib; joblib.load('model.joblib')"
build --no-cache --build-context "python:3.13-slim=docker-image://$later" "$1"
for each in "$first" "$image"; do
  docker save "$each" | grep -ac dist-info > /dev/null
  docker run --rm --entrypoint python "$each" -m pip freeze > "$work/$each.txt"
done
diff "$work/$first.txt" "$work/$image.txt"
