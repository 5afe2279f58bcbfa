#!/usr/bin/env bash
# Builds lab first-lab: 8 to create, 2 to start, 2 to wait for; about 46 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      1979efc2a90f6511515cac56b8f44010efdf6243ffd36ce1458b346bf86f4763
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI]
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)
#
# Variables:
#   LABWRIGHT_IMAGES  folders that images are looked for in, with colons between them
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
while (($# > 0)); do
  case $1 in
    --connect) LIBVIRT_DEFAULT_URI=${2:?--connect wants a URI} && shift ;;
    --yes) ;;
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

start_network() {
  listed "$1" "$(virsh net-list --name)" || virsh net-start "$1"
}

# Defines a network from the XML on standard input, unless it is defined so, starts it, and sets whether it starts with the host.
define_network() { # NAME AUTOSTART
  local name=$1 autostart=$2 xml now=''
  xml=$(cat)
  if has_network "$name"; then
    own_network "$name"
    now=$(virsh net-dumpxml --inactive "$name" | mark digest)
  fi
  [[ $now == "$(mark digest <<<"$xml")" ]] || virsh net-define /dev/stdin <<<"$xml"
  start_network "$name"
  if [[ $autostart == yes ]]; then
    virsh net-autostart "$name"
  else
    virsh net-autostart --disable "$name"
  fi
}

has_pool() { virsh pool-info "$1" >/dev/null 2>&1; }

# Defines a folder pool from the XML on standard input, makes its folder if there is none, and starts it.
define_pool() { # NAME UUID
  if has_pool "$1"; then
    # The UUID is made from the lab's instance: it stands for the mark that pools cannot carry.
    [[ $(virsh pool-uuid "$1") == "$2" ]] || die "pool $1 on the host is not this lab's: rename one of the two"
  else
    virsh pool-define /dev/stdin
  fi
  if ! listed "$1" "$(virsh pool-list --name)" && ! virsh pool-start "$1" 2>"$work/error"; then
    grep -Fq 'No such file or directory' "$work/error" || die "pool $1 does not start: $(<"$work/error")"
    # Noted before it is made: only a folder that this script made goes with the pool.
    note "folder of pool $1"
    virsh pool-build "$1"
    virsh pool-start "$1"
  fi
  virsh pool-autostart "$1"
}

has_volume() { virsh vol-info --pool "$1" --vol "$2" >/dev/null 2>&1; }

# Sets `todo`: whether a volume is to be made now. One that stayed half-made goes first.
begin_volume() { # POOL NAME
  todo=no
  virsh pool-refresh "$1"
  if has_volume "$1" "$2"; then
    ! recorded "made volume $1/$2" || return 0
    recorded "begun volume $1/$2" ||
      die "volume $1/$2 is on the host, and no script of this lab made it: rename one of the two, or remove it yourself"
    virsh vol-delete --pool "$1" --vol "$2"
  fi
  forget "made volume $1/$2"
  todo=yes
}

# Makes a volume and notes it before that. One that is filled is `made` only then.
make_volume() { # POOL NAME FORMAT BYTES, further options of vol-create-as
  note "begun volume $1/$2"
  virsh vol-create-as --pool "$1" --name "$2" --format "$3" --capacity "$4" "${@:5}"
}

create_volume() { # POOL NAME FORMAT BYTES, further options of vol-create-as
  begin_volume "$1" "$2"
  [[ $todo == yes ]] || return 0
  make_volume "$@"
  note "made volume $1/$2"
}

# Sets `image` to the file of that path: a relative one in the first folder of LABWRIGHT_IMAGES that has it.
find_image() { # PATH
  local folders folder
  IFS=: read -ra folders <<<"${LABWRIGHT_IMAGES:-.:${XDG_STATE_HOME:-${HOME:-}/.local/state}/labwright/images:/var/lib/libvirt/images}"
  [[ $1 != /* ]] || folders=('')
  for folder in "${folders[@]}"; do
    image=$folder${folder:+/}$1
    [[ ! -f $image ]] || return 0
  done
  die "there is no image $1 in ${folders[*]}: name its folder in LABWRIGHT_IMAGES"
}

# Makes a volume that holds a file, holes left out if they are worth it. libvirt sees its format when it reads the pool again.
upload() { # POOL NAME FILE
  local length taken free sparse=()
  length=$(stat -Lc %s "$3")
  taken=$(stat -Lc '%b %B' "$3")
  taken=$((${taken/ / * }))
  free=$(virsh pool-info "$1" --bytes | awk '$1 == "Available:" { print $2 }')
  ((taken <= free)) || die "pool $1 has $free bytes left; $2 takes $taken"
  if ((taken * 8 < length * 7)); then sparse=(--sparse); fi
  make_volume "$1" "$2" raw "$length" --allocation "$((${#sparse[@]} ? 0 : length))"
  virsh vol-upload --pool "$1" --vol "$2" --file "$3" "${sparse[@]}"
  virsh pool-refresh "$1"
  note "made volume $1/$2"
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

# Defines a domain from the XML on standard input. One that runs takes it at its next start.
define_domain() { # NAME UUID AUTOSTART
  look_at "$2"
  [[ -z $state ]] || own_domain "$1" "$2"
  virsh define /dev/stdin
  if [[ $3 == yes ]]; then
    virsh autostart "$2"
  else
    virsh autostart --disable "$2"
  fi
}

# Refuses a console's log that is there already: virtlogd would write into somebody's file.
claim_log() { # PATH
  recorded "log $1" && return 0
  ! virsh vol-info --vol "$1" >/dev/null 2>&1 || die "the file $1 is on the host, and no script of this lab had it made"
  note "log $1"
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

require virsh 'libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)'
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

# Why: the host has no such network
step '1 of 12: create network lan'
define_network lan yes <<'END'
<network>
  <name>lan</name>
  <uuid>ec1558d0-f225-8e52-8cab-934ad5ecb19c</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='first-lab' record='networks[lan]' digest='acda0acd83ae3c26798ce6a5ada9bb278b3a1456ff798b9b6afcb28bac9974d9'/>
  </metadata>
  <bridge stp='off' delay='0'/>
  <ip address='10.83.0.1' prefix='24'>
    <dhcp>
      <range start='10.83.0.10' end='10.83.0.99'/>
    </dhcp>
  </ip>
</network>
END

# Why: the host has no such pool; its folder is /var/lib/libvirt/images/labwright-first-lab
step '2 of 12: create pool labwright'
define_pool labwright cf4c2623-95a7-863d-8d1c-b0bbceaa25d3 <<'END'
<pool type='dir'>
  <name>labwright</name>
  <uuid>cf4c2623-95a7-863d-8d1c-b0bbceaa25d3</uuid>
  <target>
    <path>/var/lib/libvirt/images/labwright-first-lab</path>
  </target>
</pool>
END

# Why: machines in labwright need it; it comes from tiny-vmlinuz
step '3 of 12: create volume labwright/tiny-vmlinuz'
begin_volume labwright tiny-vmlinuz
if [[ $todo == yes ]]; then
  find_image tiny-vmlinuz
  upload labwright tiny-vmlinuz "$image"
fi

# Why: machines in labwright need it; it comes from tiny-initrd.img
step '4 of 12: create volume labwright/tiny-initrd'
begin_volume labwright tiny-initrd
if [[ $todo == yes ]]; then
  find_image tiny-initrd.img
  upload labwright tiny-initrd "$image"
fi

# Why: alice needs it as vda
step '5 of 12: create volume labwright/alice-vda.qcow2'
# Its size: 1 GiB
create_volume labwright alice-vda.qcow2 qcow2 1073741824 --allocation 0

# Why: bob needs it as vda
step '6 of 12: create volume labwright/bob-vda.qcow2'
# Its size: 1 GiB
create_volume labwright bob-vda.qcow2 qcow2 1073741824 --allocation 0

# Why: the host has no such domain
step '7 of 12: create domain alice'
claim_log /var/lib/libvirt/images/labwright-first-lab/alice-serial.log
define_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d no <<'END'
<domain type='qemu'>
  <name>alice</name>
  <uuid>a9d9e635-472f-8a02-8cd1-6c62253a5d0d</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='first-lab' record='machines[alice]' digest='a8a1f06fe1b593312245c850e6f6f707a50d70e46530ce6056706eec89de088b'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/libvirt/images/labwright-first-lab/tiny-vmlinuz</kernel>
    <initrd>/var/lib/libvirt/images/labwright-first-lab/tiny-initrd</initrd>
    <cmdline>console=ttyS0</cmdline>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='maximum'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/libvirt/images/labwright-first-lab/alice-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:f2:e7:f0'/>
      <source network='lan'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/libvirt/images/labwright-first-lab/alice-serial.log' append='on'/>
      <target port='0'/>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
  </devices>
</domain>
END

# Why: the host has no such domain
step '8 of 12: create domain bob'
claim_log /var/lib/libvirt/images/labwright-first-lab/bob-serial.log
define_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334 no <<'END'
<domain type='qemu'>
  <name>bob</name>
  <uuid>ba919edd-e6b5-8df0-865f-d83af5b15334</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='first-lab' record='machines[bob]' digest='dd1dba5585f3d469cd4899b1f5e8bf68fe52d5653d89edd46f996e1e6bc5db35'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/libvirt/images/labwright-first-lab/tiny-vmlinuz</kernel>
    <initrd>/var/lib/libvirt/images/labwright-first-lab/tiny-initrd</initrd>
    <cmdline>console=ttyS0</cmdline>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='maximum'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/libvirt/images/labwright-first-lab/bob-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:1d:95:a8'/>
      <source network='lan'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/libvirt/images/labwright-first-lab/bob-serial.log' append='on'/>
      <target port='0'/>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
  </devices>
</domain>
END

# Why: the lab wants it running
step '9 of 12: start domain alice'
remember_lease a9d9e635-472f-8a02-8cd1-6c62253a5d0d lan 52:54:00:f2:e7:f0
start_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d

# Why: until one of its ports has a lease, 600 s at most
step '10 of 12: wait domain alice'
wait_until alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d 600 'DHCP lease on lan' has_lease lan 52:54:00:f2:e7:f0

# Why: the lab wants it running
step '11 of 12: start domain bob'
remember_lease ba919edd-e6b5-8df0-865f-d83af5b15334 lan 52:54:00:1d:95:a8
start_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: until one of its ports has a lease, 600 s at most
step '12 of 12: wait domain bob'
wait_until bob ba919edd-e6b5-8df0-865f-d83af5b15334 600 'DHCP lease on lan' has_lease lan 52:54:00:1d:95:a8

say 'Done.'
