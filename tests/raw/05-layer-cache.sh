# Exercise 05 by hand: a project with litter, built, asked, changed twice and rebuilt, its context and its layers looked at.
. "$(dirname "$0")/lib.sh"
cp -R "$1" "$work/project"
mkdir -p "$work/project/.git" "$work/project/data" "$work/project/figures" "$work/project/models-old"
for file in .git/HEAD .env data/season.csv figures/colony.png models-old/v0.joblib; do
  head -c 3000000 /dev/urandom > "$work/project/$file"
done
build "$work/project"
first=$image
start service
predict
echo "# changed $$" >> "$work/project/app.py"
build "$work/project"
echo "six" >> "$work/project/requirements.txt"
build "$work/project"
docker run --rm --entrypoint python "$image" -c "import six"
printf 'FROM scratch\nCOPY . /\n' | docker build -q -f - --output "type=local,dest=$work/context" "$work/project" > /dev/null
du -sk "$work/context" > /dev/null
docker save "$first" | grep -c rookery-canary > /dev/null || true
