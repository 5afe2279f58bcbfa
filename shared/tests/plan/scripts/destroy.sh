#!/usr/bin/env bash
# Removes lab lab: 1 to change, 15 to delete; about 4 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      81c8de41a755319a01a4135da3cb1e606a1c51123fd95630922622a6f35d54c3
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI] [--yes]
#   --yes      do not ask before data is lost
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)
#
# Variables:
#   LABWRIGHT_RECORD  the file in which the lab's scripts note what they made; ~/.local/state/labwright/scripts/INSTANCE where absent

# What stands in single quotes stands for itself.
# shellcheck disable=SC2016
set -euo pipefail
# A failure in a substitution counts too; messages are compared, so they are English.
shopt -s inherit_errexit
export LC_ALL=C

uri=qemu:///system
export LIBVIRT_DEFAULT_URI="${LIBVIRT_DEFAULT_URI:-$uri}"
unset VIRSH_DEFAULT_CONNECT_URI
yes=no
while (($# > 0)); do
  case $1 in
    --connect) LIBVIRT_DEFAULT_URI=${2:?--connect wants a URI} && shift ;;
    --yes) yes=yes ;;
    --consent) ;;
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

# What the scripts of this lab made, one line each. Volumes and pools' folders carry no mark: this file alone tells them from others'.
record=${LABWRIGHT_RECORD:-${XDG_STATE_HOME:-${HOME:?}/.local/state}/labwright/scripts/$instance}

recorded() { [[ -f $record ]] && grep -Fqx -e "$1" "$record"; }

note() {
  recorded "$1" && return 0
  mkdir -p "$(dirname "$record")"
  printf '%s\n' "$1" >>"$record"
}

forget() {
  recorded "$1" || return 0
  grep -Fvx -e "$1" "$record" >"$record.new" || true
  mv "$record.new" "$record"
}

# A field of the ownership mark in libvirt's XML on standard input; nothing where there is no mark.
mark() { # FIELD
  sed -n "s/.*<labwright:owner .*[ ]$1=[\"']\([^\"']*\)[\"'].*/\1/p"
}

has_network() { virsh net-info "$1" >/dev/null 2>&1; }

# Refuses a network that is not this lab's.
own_network() {
  local owner
  owner=$(virsh net-dumpxml --inactive "$1" | mark instance)
  [[ $owner == "$instance" ]] || die "network $1 on the host is not this lab's: rename one of the two"
}

# A network's DHCP ranges as START-END, one a line.
ranges() { # virsh net-dumpxml's arguments
  virsh net-dumpxml "$@" | sed -n "s/.*<range start='\([^']*\)' end='\([^']*\)'.*/\1-\2/p"
}

# Adds or removes a range in whichever of the network's subnets takes it.
change_range() { # NAME WHERE COMMAND RANGE
  local index
  for index in {0..9}; do
    virsh net-update "$1" "$3" ip-dhcp-range "<range start='${4%-*}' end='${4#*-}'/>" --parent-index "$index" "$2" 2>"$work/error" && return 0
  done
  die "network $1 does not take the range $4: $(<"$work/error")"
}

# Gives a network other DHCP ranges, in its definition and where it runs.
change_dhcp() { # NAME BEFORE AFTER, each ranges separated by blanks
  local name=$1 before after now where range
  before=$(tr ' ' '\n' <<<"$2")
  after=$(tr ' ' '\n' <<<"$3")
  for where in --live --config; do
    if [[ $where == --config ]]; then
      now=$(ranges --inactive "$name")
    elif listed "$name" "$(virsh net-list --name)"; then
      now=$(ranges "$name")
    else
      continue
    fi
    [[ $now != "$after" ]] || continue
    [[ $now == "$before" ]] || die "network $name hands out ${now:-nothing} now, which is not what the plan saw: plan again"
    for range in $2; do change_range "$name" "$where" delete "$range"; done
    for range in $3; do change_range "$name" "$where" add-last "$range"; done
  done
}

delete_network() { # NAME
  has_network "$1" || return 0
  own_network "$1"
  ! listed "$1" "$(virsh net-list --name)" || virsh net-destroy "$1"
  virsh net-undefine "$1"
}

has_pool() { virsh pool-info "$1" >/dev/null 2>&1; }

# Undefines a pool. Its folder goes only if a script of this lab made it, and if it is empty.
delete_pool() { # NAME
  local path
  has_pool "$1" || return 0
  path=$(virsh pool-dumpxml "$1" | sed -n 's/.*<path>\(.*\)<\/path>.*/\1/p')
  ! listed "$1" "$(virsh pool-list --name)" || virsh pool-destroy "$1"
  if ! recorded "folder of pool $1"; then
    say "  the folder $path stays: it may have been there before"
  elif ! virsh pool-delete "$1" 2>"$work/error"; then
    say "  the folder $path stays: $(<"$work/error")"
  fi
  virsh pool-undefine "$1"
  forget "folder of pool $1"
}

# Deletes a volume; with a console's log, also what virtlogd rotated away.
delete_volume() { # POOL NAME
  local name
  if has_pool "$1"; then
    virsh pool-refresh "$1"
    for name in $(virsh vol-list "$1" | awk '{ print $1 }'); do
      if [[ $name == "$2" || ($2 == *.log && $name =~ ^"$2"\.[0-9]+$) ]]; then
        virsh vol-delete --pool "$1" --vol "$name"
      fi
    done
  fi
  forget "begun volume $1/$2"
  forget "made volume $1/$2"
}

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

# Undefines a domain with all that libvirt keeps for it.
delete_domain() { # NAME UUID
  look_at "$2"
  [[ -n $state ]] || return 0
  own_domain "$1" "$2"
  [[ $state == 'shut off' ]] || virsh destroy "$2"
  virsh undefine "$2" --managed-save --snapshots-metadata --checkpoints-metadata --nvram
}

require virsh 'libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)'
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

agree 'These steps lose data for good:' "$yes" --yes \
  'delete domain alice: the lab is destroyed' \
  'delete domain bob: the lab is destroyed' \
  'delete domain carol: the lab is destroyed' \
  'delete volume fast/alice-cidata-1a0f27a8.iso: the lab is destroyed' \
  'delete volume fast/alice-serial.log: the lab is destroyed' \
  'delete volume fast/alice-vda.qcow2: the lab is destroyed' \
  'delete volume fast/alice-vdb.qcow2: the lab is destroyed' \
  'delete volume fast/base.qcow2: the lab is destroyed' \
  'delete volume fast/carol-serial.log: the lab is destroyed' \
  'delete volume fast/carol-vda.raw: the lab is destroyed' \
  'delete volume images/bob-serial.log: the lab is destroyed' \
  'delete volume images/bob-vda.qcow2: the lab is destroyed' \
  'delete volume images/other.qcow2: the lab is destroyed'

# Why: the lab is destroyed
step '1 of 16: delete domain alice'
delete_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d

# Why: the lab is destroyed
step '2 of 16: delete domain bob'
delete_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: the lab is destroyed
step '3 of 16: delete domain carol'
delete_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257

# Why: the lab is destroyed
step '4 of 16: delete volume fast/alice-cidata-1a0f27a8.iso'
delete_volume fast alice-cidata-1a0f27a8.iso

# Why: the lab is destroyed
step '5 of 16: delete volume fast/alice-serial.log'
delete_volume fast alice-serial.log

# Why: the lab is destroyed
step '6 of 16: delete volume fast/alice-vda.qcow2'
delete_volume fast alice-vda.qcow2

# Why: the lab is destroyed
step '7 of 16: delete volume fast/alice-vdb.qcow2'
delete_volume fast alice-vdb.qcow2

# Why: the lab is destroyed
step '8 of 16: delete volume fast/base.qcow2'
delete_volume fast base.qcow2

# Why: the lab is destroyed
step '9 of 16: delete volume fast/carol-serial.log'
delete_volume fast carol-serial.log

# Why: the lab is destroyed
step '10 of 16: delete volume fast/carol-vda.raw'
delete_volume fast carol-vda.raw

# Why: the lab is destroyed
step '11 of 16: delete volume images/bob-serial.log'
delete_volume images bob-serial.log

# Why: the lab is destroyed
step '12 of 16: delete volume images/bob-vda.qcow2'
delete_volume images bob-vda.qcow2

# Why: the lab is destroyed
step '13 of 16: delete volume images/other.qcow2'
delete_volume images other.qcow2

# Why: the lab is destroyed
step '14 of 16: delete network lan'
delete_network lan

# Why: the lab is destroyed
step '15 of 16: delete pool fast'
delete_pool fast

# Why: the lab changed its DHCP range; the old one is put back
step '16 of 16: update network default'
change_dhcp default '' 192.168.122.2-192.168.122.254

# Nothing of the lab is left.
rm -f "$record"
say 'Done.'
