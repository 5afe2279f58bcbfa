#!/usr/bin/env bash
# Starts lab lab: 7 to start, 3 to wait for; about 67 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      59af43fb8f483bd3e275e4f1309293d66dca1622251aef8270982d75f26d06db
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI] [--consent]
#   --consent  do not ask before something is changed that is not the lab's own
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)

# What stands in single quotes stands for itself.
# shellcheck disable=SC2016
set -euo pipefail
# A failure in a substitution counts too; messages are compared, so they are English.
shopt -s inherit_errexit
export LC_ALL=C

uri=qemu:///system
export LIBVIRT_DEFAULT_URI="${LIBVIRT_DEFAULT_URI:-$uri}"
unset VIRSH_DEFAULT_CONNECT_URI
consent=no
while (($# > 0)); do
  case $1 in
    --connect) LIBVIRT_DEFAULT_URI=${2:?--connect wants a URI} && shift ;;
    --yes) ;;
    --consent) consent=yes ;;
    --help)
      sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      printf 'no such option: %s; see --help\n' "$1" >&2
      exit 2
      ;;
  esac
  shift
done

# What the lab's networks, domains and pools are marked with.
instance=0a1b2c3d

say() { printf '%s\n' "$*"; }

die() {
  printf 'stopped: %s\n' "$*" >&2
  exit 1
}

# Refuses to begin without a program; says which package has it.
require() { # PROGRAM PACKAGES
  command -v "$1" >/dev/null || die "$1 is missing; it comes with $2"
}

virsh() { command virsh --quiet "$@"; }

# Whether a line stands in a text.
listed() { grep -Fqx -e "$1" <<<"$2"; }

at='the beginning'
step() {
  at=$1
  say "$1"
}

work=$(mktemp -d)
ended() {
  local code=$?
  rm -rf "$work"
  ((code == 0)) || printf 'It ended at: %s. What was done stays; run the script again to go on.\n' "$at" >&2
}
trap ended EXIT

# Shows what is to be agreed to; asks, unless the option was given.
agree() { # WHAT GIVEN OPTION LINE...
  local what=$1 given=$2 option=$3 answer
  shift 3
  say "$what"
  printf '  %s\n' "$@"
  [[ $given == no ]] || return 0
  [[ -t 0 ]] || die "there is no terminal to ask on; look at the list and pass $option"
  read -rp 'Go on? [y/N] ' answer
  [[ $answer == [yY]* ]] || die 'nothing was done'
}

# A field of the ownership mark in libvirt's XML on standard input; nothing where there is no mark.
mark() { # FIELD
  sed -n "s/.*<labwright:owner .*[ ]$1=[\"']\([^\"']*\)[\"'].*/\1/p"
}

start_network() {
  listed "$1" "$(virsh net-list --name)" || virsh net-start "$1"
}

start_pool() {
  listed "$1" "$(virsh pool-list --name)" || virsh pool-start "$1"
}

has_volume() { virsh vol-info --pool "$1" --vol "$2" >/dev/null 2>&1; }

capacity_of() { virsh vol-info --pool "$1" --vol "$2" --bytes | awk '$1 == "Capacity:" { print $2 }'; }

# Sets `state` to `running`, `shut off` and so on, or to nothing where there is no such domain.
look_at() { # UUID
  state=$(virsh list --all --uuid)
  if listed "$1" "$state"; then
    state=$(virsh domstate "$1")
  else
    state=''
  fi
}

# Refuses a domain that is not this lab's. It is known by its UUID, since its name may be another's by now.
own_domain() { # NAME UUID
  local owner
  owner=$(virsh dumpxml --inactive "$2" | mark instance)
  [[ $owner == "$instance" ]] || die "domain $1 ($2) on the host is not this lab's"
}

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

# When the lease of a MAC ends; nothing where it has none.
lease_of() { # NETWORK MAC
  virsh net-dhcp-leases "$1" --mac "$2" | awk -v mac="$2" '$3 == mac { print $1, $2 }'
}

# A lease that is older than the start is no sign of life.
declare -A old_lease
remember_lease() { # UUID NETWORK MAC
  look_at "$1"
  [[ $state != 'shut off' ]] || old_lease[$3]=$(lease_of "$2" "$3")
}

has_lease() { # NETWORK MAC...
  local now
  while (($#)); do
    now=$(lease_of "$1" "$2")
    [[ -z $now || $now == "${old_lease[$2]:-}" ]] || return 0
    shift 2
  done
  return 1
}

agent_answers() { # UUID
  virsh qemu-agent-command "$1" '{"execute":"guest-ping"}' >/dev/null 2>&1
}

# What the console said before the start is no sign of life.
declare -A old_console
remember_console() { # UUID POOL LOG
  look_at "$1"
  [[ $state == 'shut off' ]] || return 0
  virsh pool-refresh "$2"
  ! has_volume "$2" "$3" || old_console[$3]=$(capacity_of "$2" "$3")
}

console_says() { # POOL LOG MARKER
  local from=${old_console[$2]:-0}
  virsh pool-refresh "$1"
  has_volume "$1" "$2" || return 1
  # virtlogd begins a new file when the old one is large.
  (($(capacity_of "$1" "$2") >= from)) || from=0
  virsh vol-download --pool "$1" --vol "$2" --file "$work/console" --offset "$from"
  grep -aFq -e "$3" "$work/console"
}

require virsh 'libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)'
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

agree 'These steps change what is not the lab'\''s own:' "$consent" --consent \
  'start network default: it is not active' \
  'start pool images: it is not active'

# Why: it is not active
step '1 of 10: start network lan'
start_network lan

# Why: it is not active
step '2 of 10: start network default'
start_network default

# Why: it is not active
step '3 of 10: start pool fast'
start_pool fast

# Why: it is not active
step '4 of 10: start pool images'
start_pool images

# Why: it is off
step '5 of 10: start domain alice'
remember_lease a9d9e635-472f-8a02-8cd1-6c62253a5d0d lan 52:54:00:f2:e7:f0
start_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d

# Why: until one of its ports has a lease, 600 s at most
step '6 of 10: wait domain alice'
wait_until alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d 600 'DHCP lease on lan' has_lease lan 52:54:00:f2:e7:f0

# Why: it is off
step '7 of 10: start domain bob'
start_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: until its guest agent answers, 600 s at most
step '8 of 10: wait domain bob'
wait_until bob ba919edd-e6b5-8df0-865f-d83af5b15334 600 'answer of the guest agent' agent_answers ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: it is off
step '9 of 10: start domain carol'
remember_console c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 fast carol-serial.log
start_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257

# Why: until its serial console says "it's READY", 600 s at most
step '10 of 10: wait domain carol'
wait_until carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 600 'it'\''s READY on the serial console' console_says fast carol-serial.log 'it'\''s READY'

say 'Done.'
