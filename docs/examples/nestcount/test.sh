# One test: it ends with 1 where the sums are wrong.
seen=$(printf 'Biscoe,12\nDream,3\nBiscoe,5\n' | sh /count.sh | tr '\n' ' ')
echo "$seen"
[ "$seen" = "Biscoe 17 Dream 3 " ]
