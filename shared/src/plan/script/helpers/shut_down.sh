# Asks a guest to shut down and waits for it. Its power is never cut unasked.
shut_down() { # NAME UUID SECONDS
  local begun=$SECONDS asked=0
  look_at "$2"
  [[ -z $state ]] || own_domain "$1" "$2"
  while [[ $state != @('shut off'|'') ]]; do
    [[ $state != @(paused|pmsuspended|crashed) ]] || die "$1 cannot hear a request to shut down ($state): resume it, or cut its power"
    ((SECONDS - begun < $3)) || die "$1 ignores the request to shut down and still runs after $3 s"
    # Once more after half of the time: a guest that was still booting missed the first request.
    if ((asked == 0 || (asked == 1 && SECONDS - begun >= $3 / 2))); then
      asked=$((asked + 1))
      # It may have ended by itself since it was looked at.
      virsh shutdown "$2" || say "  $1 was not asked"
    fi
    sleep 1
    look_at "$2"
  done
}
