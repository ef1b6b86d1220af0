# Nests for each colony: reads lines of COLONY,NESTS and prints the sums.
awk -F, '{ nests[$1] = $2 } END { for (colony in nests) print colony, nests[colony] }' | sort
