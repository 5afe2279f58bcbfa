# Looks until a look succeeds; not longer than so many seconds, and not at a machine that stopped.
wait_until() { # NAME UUID SECONDS WHAT LOOK...
  local name=$1 uuid=$2 seconds=$3 what=$4 begun=$SECONDS
  shift 4
  say "  waiting for $what, $seconds s at most"
  until "$@"; do
    look_at "$uuid"
    [[ $state == @(running|paused|pmsuspended) ]] || die "$name stopped while it was waited for: ${state:-it is gone}"
    if ((SECONDS - begun >= seconds)); then
      [[ ! -s $work/console ]] || tail -n 20 "$work/console" >&2
      die "$name did not come up: no $what after $seconds s"
    fi
    sleep 1
  done
}
