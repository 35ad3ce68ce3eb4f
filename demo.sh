#!/bin/sh
# The main job, from nothing: a simulated city, its policy, a protected training set, a message to one household.
set -eu
city=${CITY:-demo}
privkit=${PRIVKIT:-privkit}
policy=$city/eau-entrainement.fr.yaml

say() { printf '\n\033[1m== %s\033[0m\n' "$1"; }

if [ ! -f "$policy" ]; then
    say "A simulated city: bills, property register, geography, requests, policies"
    "$privkit" demo "$city" --households 20000 --seed 1
fi
say "Check the policy (no data is read)"
"$privkit" check "$policy"
say "Say it back in plain words (first lines; also in English: --language en)"
"$privkit" explain "$policy" 2>/dev/null | sed -n '1,9p;25,36p'
say "Protect, measure, judge, release"
"$privkit" apply "$policy" --as-of 2026-11-15
run=$city/reports/eau-entrainement/current
say "The reference households made from the protected file"
"$privkit" compare fit "$run" | head -n 8
say "One household beside similar ones"
"$privkit" compare household "$run" nb_occupants=4 type_logement=maison jardin=oui surface_m2=105 --volume 96
say "What protection cost"
"$privkit" compare cost "$run"
say "Recompute every hash, run it again, compare"
"$privkit" verify "$run" --replay
"$privkit" report "$run" --for dpo --language en --out "$city/report.en.html" >/dev/null
say "Reports to open in a browser"
printf '%s\n' "$(cd "$run" && pwd -P)/report.html" "$(cd "$city" && pwd -P)/report.en.html"
