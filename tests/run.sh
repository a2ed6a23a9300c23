#!/usr/bin/env bash
# Runs every test of HiltBot and ends with one line: N passed, N failed.
#   tests/run.sh             says what is missing on this machine, and stops
#   tests/run.sh --install   installs it first (apt and npm); CI=true does the same
#   tests/run.sh --long      also the slow extras: more kills, longer simulations
set -u
cd "$(dirname "$0")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
install=${CI:-false}
for word in "$@"; do
  case "$word" in
    --install) install=true ;;
    --long) export HILTBOT_TEST_LONG=1 ;;
    *) echo "tests/run.sh knows --install and --long, not $word." >&2; exit 2 ;;
  esac
done
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
failed_steps=0

step() { # name, command...: a step that must succeed
  local name=$1; shift
  echo "== $name"
  if ! "$@" >"$log/step" 2>&1; then
    tail -n 60 "$log/step"
    echo "FAILED: $name"
    failed_steps=$((failed_steps + 1))
    return 1
  fi
}

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1; }
has_postgres() { [ -n "${HILTBOT_TEST_POSTGRES:-}" ] || [ -n "$(postgres_programs)" ] || command -v initdb >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v google-chrome >/dev/null; }
has_node_packages() { [ -d tests/localnet/node_modules/litesvm ]; }

if [ "$install" = true ]; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root=sudo
  packages=""
  has_postgres || packages="$packages postgresql"
  has_chromium || packages="$packages chromium"
  if [ -n "$packages" ]; then
    step "install$packages" sh -c "$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $packages"
  fi
  [ ! -f tests/localnet/package-lock.json ] || has_node_packages \
    || step "npm packages" npm ci --ignore-scripts --no-audit --no-fund --prefix tests/localnet
fi
missing=""
has_postgres || missing="$missing PostgreSQL-programs"
has_chromium || missing="$missing chromium"
[ ! -f tests/localnet/package-lock.json ] || has_node_packages || missing="$missing tests/localnet/node_modules"
if [ -n "$missing" ]; then
  echo "Missing here:$missing. Run tests/run.sh --install."
  echo "0 passed, 1 failed"
  exit 1
fi

step "restore" dotnet restore HiltBot.sln --locked-mode
step "build" dotnet build HiltBot.sln --no-restore -v q -clp:NoSummary || { echo "0 passed, 1 failed"; exit 1; }
step "format" dotnet format HiltBot.sln --verify-no-changes --no-restore

echo "== tests"
dotnet test HiltBot.sln --no-build -m:1 --logger "console;verbosity=minimal" 2>&1 | tee "$log/dotnet" \
  | grep -v -E '^(Test run for|A total of|VSTest version|$)'
dotnet_status=${PIPESTATUS[0]}
read -r passed failed skipped < <(awk '/^(Passed|Failed)! +- /{gsub(/[,:]/,"");for(i=1;i<NF;i++){if($i=="Failed")f+=$(i+1);if($i=="Passed")p+=$(i+1);if($i=="Skipped")s+=$(i+1)}}
  END{printf "%d %d %d\n",p,f,s}' "$log/dotnet")
if [ -f tests/localnet/package.json ]; then
  echo "== local Solana"
  (cd tests/localnet && node --test --test-reporter=tap test/) >"$log/node" 2>&1
  node_status=$?
  node_passed=$(awk '/^# pass /{print $3}' "$log/node"); node_failed=$(awk '/^# fail /{print $3}' "$log/node")
  passed=$((passed + ${node_passed:-0})); failed=$((failed + ${node_failed:-0}))
  if [ $node_status -ne 0 ]; then
    grep -E -A 20 '^not ok' "$log/node" | head -n 80
    [ "${node_failed:-0}" -gt 0 ] || failed=$((failed + 1))
  fi
fi
[ "$dotnet_status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
failed=$((failed + failed_steps))
[ "$passed" -gt 0 ] || { echo "No test ran."; failed=$((failed + 1)); }
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
if [ "$install" = true ] && [ "$skipped" -gt 0 ]; then
  echo "A skipped test is a failure here: everything it needs was to be installed."
  failed=$((failed + skipped))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
