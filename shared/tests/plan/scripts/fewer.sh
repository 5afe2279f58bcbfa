#!/usr/bin/env bash
# Builds lab lab: 3 to delete; about 3 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      b78bb8d34439d2e3cc51583b7fed8e1feaa7c897243ea36b93977369febf6f50
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
#
# What stays as it is:
#   network lan
#   network default
#   pool fast
#   pool images
#   volume fast/base.qcow2
#   volume fast/alice-vda.qcow2
#   volume fast/alice-vdb.qcow2
#   volume fast/alice-cidata-1a0f27a8.iso
#   volume images/other.qcow2
#   volume images/bob-vda.qcow2
#   domain alice
#   domain bob

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

has_pool() { virsh pool-info "$1" >/dev/null 2>&1; }

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
  'delete domain carol: the lab has it no more' \
  'delete volume fast/carol-serial.log: the lab has it no more' \
  'delete volume fast/carol-vda.raw: the lab has it no more'

# Why: the lab has it no more
step '1 of 3: delete domain carol'
delete_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257

# Why: the lab has it no more
step '2 of 3: delete volume fast/carol-serial.log'
delete_volume fast carol-serial.log

# Why: the lab has it no more
step '3 of 3: delete volume fast/carol-vda.raw'
delete_volume fast carol-vda.raw

say 'Done.'
