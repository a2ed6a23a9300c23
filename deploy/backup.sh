#!/usr/bin/env bash
# Backs the database and the master key up, while HiltBot runs or not.
#   SQLite:      deploy/backup.sh [--data /var/lib/hiltbot] [--to FOLDER]
#   PostgreSQL:  deploy/backup.sh --postgres "host=... dbname=hiltbot user=hiltbot" [--data ...] [--to FOLDER]
# Keep the master key apart from the database: whoever has both can read the secrets in it.
# After restoring an older copy HiltBot takes nobody's access away before it has caught up with the chain.
set -euo pipefail
data=/var/lib/hiltbot to="" postgres=""
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data=$2; shift ;;
    --to) to=$2; shift ;;
    --postgres) postgres=$2; shift ;;
    *) echo "backup.sh does not know $1." >&2; exit 2 ;;
  esac
  shift
done
to=${to:-$data/backups}
umask 077
mkdir -p "$to"
stamp=$(date -u +%Y%m%dT%H%M%SZ)
if [ -n "$postgres" ]; then
  pg_dump --format=custom --file="$to/hiltbot-$stamp.dump" "$postgres"
  file="$to/hiltbot-$stamp.dump"
else
  [ -f "$data/hiltbot.db" ] || { echo "backup.sh: $data holds no hiltbot.db." >&2; exit 1; }
  command -v sqlite3 >/dev/null || { echo "backup.sh: the program sqlite3 is missing (apt-get install sqlite3)." >&2; exit 1; }
  file="$to/hiltbot-$stamp.db"
  sqlite3 "$data/hiltbot.db" "vacuum into '$file'"
  [ "$(sqlite3 "$file" 'pragma integrity_check')" = ok ] || { echo "backup.sh: $file is damaged." >&2; exit 1; }
fi
[ ! -f "$data/master.key" ] || cp "$data/master.key" "$to/master-$stamp.key"
owner=$(stat -c %U:%G "$data")
chown -R "$owner" "$to" 2>/dev/null || true
echo "$file"
