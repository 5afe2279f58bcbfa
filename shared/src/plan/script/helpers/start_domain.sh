start_domain() { # NAME UUID
  local tries
  own_domain "$1" "$2"
  for tries in {1..60}; do
    look_at "$2"
    case $state in
      running) return 0 ;;
      'shut off') virsh start "$2" ;;
      paused) virsh resume "$2" ;;
      pmsuspended) virsh dompmwakeup "$2" ;;
      'in shutdown') sleep 1 ;;
      *) die "domain $1 neither runs nor is off ($state): cut its power to start it anew" ;;
    esac
  done
  die "domain $1 does not run after $tries looks: it is $state"
}
