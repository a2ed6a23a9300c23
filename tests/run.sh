#!/usr/bin/env bash
# Runs every test of HiltBot and ends with one line: N passed, N failed.
#   tests/run.sh             says what is missing on this machine, and stops
#   tests/run.sh --install   installs it first (apt and npm); CI=true does the same
#   tests/run.sh --long      also the slow extras: more kills, longer simulations
set -u
cd "$(dirname "$0")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Processes here live for seconds: profiling them for better code later costs more than it brings.
export DOTNET_TieredPGO=0
install=${CI:-false}
for word in "$@"; do
  case "$word" in
    --install) install=true ;;
    --long) export HILTBOT_TEST_LONG=1 ;;
    *) echo "tests/run.sh knows --install and --long, not $word." >&2; exit 2 ;;
  esac
done
log=$(mktemp -d)
trap 'rm -rf "$log"; jobs -p | xargs -r kill 2>/dev/null' EXIT
mkdir "$log/done"
failed_steps=0
project_minutes=25

step() { # name, command...: a step that must succeed
  local name=$1 from=$SECONDS; shift
  echo "== $name"
  if ! "$@" >"$log/step" 2>&1; then
    tail -n 60 "$log/step"
    echo "FAILED: $name"
    failed_steps=$((failed_steps + 1))
    return 1
  fi
  echo "   $((SECONDS - from)) s"
}

note() { # name, seconds, passed, failed, skipped: one line of the table
  printf '%s %d %d %d %d\n' "$@" >"$log/done/$1"
}

# A test project by itself. Whatever ends it otherwise than by a summary (a crash, a hang, nothing found) is a failure.
test_project() {
  local name=$1 from=$SECONDS out="$log/$1.out" passed failed skipped lines status
  timeout "${project_minutes}m" dotnet test "tests/$name" --no-build --logger "console;verbosity=minimal" >"$out" 2>&1
  status=$?
  read -r passed failed skipped lines < <(awk '/^(Passed|Failed|Skipped)! +- /{gsub(/[,:]/,"");n++
    for(i=1;i<NF;i++){if($i=="Failed")f+=$(i+1);if($i=="Passed")p+=$(i+1);if($i=="Skipped")s+=$(i+1)}}
    END{printf "%d %d %d %d\n",p,f,s,n}' "$out")
  if [ "$lines" -ne 1 ]; then
    echo "$name ended with status $status and without a summary." >>"$out"
    failed=$((failed + 1))
  elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    echo "$name ended with status $status although no test failed." >>"$out"
    failed=1
  fi
  grep -v -E '^(Test run for|A total of|VSTest version|localnet:|$)' "$out"
  note "$name" $((SECONDS - from)) "$passed" "$failed" "$skipped"
}

test_localnet() {
  local from=$SECONDS out="$log/node" passed failed status
  (cd tests/localnet && timeout "${project_minutes}m" node --test --test-reporter=tap test/) >"$out" 2>&1
  status=$?
  passed=$(awk '/^# pass /{print $3}' "$out"); failed=$(awk '/^# fail /{print $3}' "$out")
  if [ $status -ne 0 ] || [ -z "$passed" ]; then
    grep -E -A 20 '^not ok' "$out" | head -n 80
    [ "${failed:-0}" -gt 0 ] || failed=1
  fi
  note localnet $((SECONDS - from)) "${passed:-0}" "${failed:-0}" 0
}

# The build has judged style and analyzers, as errors, in every project: what is left to dotnet format is the whitespace.
verify_format() {
  local from=$SECONDS failed=0
  dotnet format whitespace HiltBot.sln --verify-no-changes --no-restore >"$log/format" 2>&1 || { tail -n 60 "$log/format"; echo "FAILED: format"; failed=1; }
  note format $((SECONDS - from)) 0 $failed 0
}

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1; }
has_postgres() { [ -n "${HILTBOT_TEST_POSTGRES:-}" ] || [ -n "$(postgres_programs)" ] || command -v initdb >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v google-chrome >/dev/null; }
has_sqlite() { command -v sqlite3 >/dev/null; }
has_node_packages() {
  [ -d tests/localnet/node_modules/litesvm ] && [ -d tests/outside/node_modules/ajv ] \
    && [ -d tests/outside-discord/node_modules/discord.js ] \
    && [ -d tests/outside-telegram/node_modules/grammy ] && [ -d tests/outside-telegram/node_modules/telegram-test-api ]
}

if [ "$install" = true ]; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root=sudo
  packages=""
  has_postgres || packages="$packages postgresql"
  has_chromium || packages="$packages chromium"
  has_sqlite || packages="$packages sqlite3"
  if [ -n "$packages" ]; then
    step "install$packages" sh -c "$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $packages"
  fi
  for folder in tests/localnet tests/outside tests/outside-discord tests/outside-telegram; do
    [ ! -f "$folder/package-lock.json" ] || has_node_packages \
      || step "npm packages of $folder" npm ci --ignore-scripts --no-audit --no-fund --prefix "$folder"
  done
fi
missing=""
has_postgres || missing="$missing PostgreSQL-programs"
has_chromium || missing="$missing chromium"
has_sqlite || missing="$missing sqlite3"
[ ! -f tests/localnet/package-lock.json ] || has_node_packages || missing="$missing node_modules-of-tests/localnet-and-tests/outside-and-tests/outside-discord-and-tests/outside-telegram"
if [ -n "$missing" ]; then
  echo "Missing here:$missing. Run tests/run.sh --install."
  echo "0 passed, 1 failed"
  exit 1
fi

step "restore" dotnet restore HiltBot.sln --locked-mode
step "build" dotnet build HiltBot.sln --no-restore -v q -clp:NoSummary || { echo "0 passed, 1 failed"; exit 1; }

# Journeys wait most of their time for processes, so the machine has a hand free for everything else.
projects=$(cd tests && ls -d HiltBot.*/ | tr -d / | grep -v -E '^HiltBot\.(TestKit|TestHost|Journey\.Tests)$')
expected=$(($(wc -w <<<"$projects") + 1))
echo "== tests"
test_project HiltBot.Journey.Tests &
journey=$!
for project in $projects; do
  test_project "$project"
done
if [ -f tests/localnet/package.json ]; then
  expected=$((expected + 1))
  test_localnet
fi
verify_format
wait $journey

echo "== seconds, passed, failed"
sort -k2 -n -r "$log"/done/* | awk '{printf "%6d %6d %6d  %s\n",$2,$3,$4,$1}'
printf '%6d                in all\n' $SECONDS
read -r passed failed skipped < <(cat "$log"/done/* | awk '{p+=$3;f+=$4;s+=$5}END{printf "%d %d %d\n",p,f,s}')
noted=$(find "$log/done" -type f ! -name format | wc -l)
if [ "$noted" -ne "$expected" ]; then
  echo "$noted of $expected test projects came to their end."
  failed=$((failed + expected - noted))
fi
failed=$((failed + failed_steps))
[ "$passed" -gt 0 ] || { echo "No test ran."; failed=$((failed + 1)); }
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
if [ "$install" = true ] && [ "$skipped" -gt 0 ]; then
  echo "A skipped test is a failure here: everything it needs was to be installed."
  failed=$((failed + skipped))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
