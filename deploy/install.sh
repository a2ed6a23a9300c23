#!/usr/bin/env bash
# Installs a published build of HiltBot, or brings an installed one up to date; backs the database up first.
#
#   dotnet publish src/HiltBot -c Release -o out && sudo deploy/install.sh out
#
# Options: --prefix /opt/hiltbot   --data /var/lib/hiltbot   --user hiltbot   --no-systemd (files only, start it yourself)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build="" prefix=/opt/hiltbot data=/var/lib/hiltbot user=hiltbot systemd=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) prefix=$2; shift ;;
    --data) data=$2; shift ;;
    --user) user=$2; shift ;;
    --no-systemd) systemd=no ;;
    -*) echo "install.sh does not know $1." >&2; exit 2 ;;
    *) build=$1 ;;
  esac
  shift
done
fail() { echo "install.sh: $1" >&2; exit 1; }
[ -n "$build" ] || fail "say where the published build is: dotnet publish src/HiltBot -c Release -o out"
[ -f "$build/HiltBot.dll" ] || fail "$build holds no HiltBot.dll: publish first (dotnet publish src/HiltBot -c Release -o out)"
command -v dotnet >/dev/null || fail "the .NET 10 runtime is missing (package aspnetcore-runtime-10.0)"
[ "$(id -u)" = 0 ] || fail "run it as root: it makes a user and writes to $prefix and $data"

id "$user" >/dev/null 2>&1 || useradd --system --home-dir "$data" --shell /usr/sbin/nologin "$user"
group=$(id -gn "$user")
install -d -m 0755 "$prefix" "$prefix/releases"
install -d -m 0700 -o "$user" -g "$group" "$data"

if [ "$systemd" = yes ] && systemctl is-active --quiet hiltbot; then
  systemctl stop hiltbot
fi
if [ -f "$data/hiltbot.db" ]; then
  "$here/backup.sh" --data "$data"
fi

release="$prefix/releases/$(date -u +%Y%m%dT%H%M%SZ)-$$"
cp -R "$build" "$release"
chmod -R u=rwX,go=rX "$release"
ln -sfn "$release" "$prefix/current.new" && mv -T "$prefix/current.new" "$prefix/current"
# The last three releases stay, to go back to by hand.
ls -1dt "$prefix"/releases/* | tail -n +4 | xargs -r rm -rf

if [ "$systemd" = yes ]; then
  install -d -m 0750 /etc/hiltbot
  [ -f /etc/hiltbot/hiltbot.env ] || install -m 0640 /dev/null /etc/hiltbot/hiltbot.env
  sed -e "s|/opt/hiltbot|$prefix|g" -e "s|/var/lib/hiltbot|$data|g" -e "s|^User=.*|User=$user|" -e "s|^Group=.*|Group=$group|" \
    "$here/hiltbot.service" >/etc/systemd/system/hiltbot.service
  systemctl daemon-reload
  systemctl enable --now hiltbot
  echo "HiltBot runs. Settings: /etc/hiltbot/hiltbot.env; log: journalctl -u hiltbot."
else
  echo "Installed to $prefix/current, data in $data. Start it with:"
  echo "  cd $data && HiltBot__DataDirectory=$data dotnet $prefix/current/HiltBot.dll"
fi
