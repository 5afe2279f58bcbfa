#!/usr/bin/env bash
# Builds lab osp13-l1 at scale test: 28 to create, 1 to change, 8 to start, 8 to wait for; about 47 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      aa63ea308380d30cf979ee4b606e305fefb39d51ebcad71724ff10e931efefcd
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI] [--consent]
#   --consent  do not ask before something is changed that is not the lab's own
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)
#   qemu-img: qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)
#   genisoimage or xorrisofs: genisoimage or xorriso
#
# Variables:
#   LABWRIGHT_IMAGES  folders that images are looked for in, with colons between them
#   LABWRIGHT_RECORD  the file in which the lab's scripts note what they made; ~/.local/state/labwright/scripts/INSTANCE where absent
#   SECRET_UNDERCLOUD_ROOT  the value of secret:undercloud-root

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

# A secret's value as it stands between double quotes in YAML and JSON.
escaped() {
  sed -e ':all' -e 'N' -e '$!b all' -e 's/\\/\\\\/g; s/"/\\"/g; s/\t/\\t/g; s/\r/\\r/g; s/\n/\\n/g' <<<"$1"$'\n' | sed 's/\\n$//'
}

# Refuses a value that cannot be escaped so, or, where nothing is escaped, one of several lines.
check_quoted() { [[ ${!1//[$'\n\r\t']/} != *[[:cntrl:]]* ]] || die "the value of $1 has control characters"; }
check_plain() { [[ ${!1} != *[$'\n\r']* ]] || die "the value of $1 has several lines, which would break the file that it stands in"; }

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

capacity_of() { virsh vol-info --pool "$1" --vol "$2" --bytes | awk '$1 == "Capacity:" { print $2 }'; }

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

# Makes a volume that takes what it does not hold from a base image; as large as that if its own size is `-`.
create_overlay() { # POOL NAME FORMAT BYTES BASE-POOL BASE BASE-FORMAT
  local base size
  base=$(capacity_of "$5" "$6")
  size=${4/#-/$base}
  ((size >= base)) || die "volume $1/$2 is to have $size bytes, but its base image $6 has $base"
  create_volume "$1" "$2" "$3" "$size" --allocation 0 --backing-vol "$(virsh vol-path --pool "$5" --vol "$6")" --backing-vol-format "$7"
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

# Refuses a disk image that is not what the lab says, or that would lead QEMU to other files.
check_disk() { # FORMAT
  local info first
  info=$(qemu-img info --force-share "$image")
  first=$(head -c 4 "$image" | od -An -tx1 | tr -d ' \n')
  [[ $first != @(fd377a58|1f8b*|28b52ffd|425a68*|504b0304) ]] || die "$image is compressed: unpack it"
  grep -Fqx "file format: $1" <<<"$info" || die "$image is not $1"
  ! grep -E '^ *(backing file|data file|encrypted):' <<<"$info" || die "$image needs more than itself: make it whole with qemu-img convert"
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

# Writes a file of the next seed medium from standard input.
seed_file() { # NAME
  mkdir -p "$work/seed"
  cat >"$work/seed/$1"
}

# Makes a volume that is a CD with these files: ISO 9660 with Joliet and Rock Ridge.
make_seed() { # POOL NAME LABEL
  local program found=''
  for program in genisoimage mkisofs xorrisofs; do
    if command -v "$program" >/dev/null; then found=$program; fi
  done
  [[ -n $found ]] || die 'no program makes ISO images; genisoimage comes with the package genisoimage, xorrisofs with xorriso'
  "$found" -quiet -J -r -V "$3" -o "$work/seed.iso" "$work/seed"
  upload "$1" "$2" "$work/seed.iso"
  rm -r "$work/seed" "$work/seed.iso"
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
require qemu-img 'qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)'
# Secrets come from the environment: no value stands in this file.
: "${SECRET_UNDERCLOUD_ROOT:?set it to the value of secret:undercloud-root}"
check_quoted SECRET_UNDERCLOUD_ROOT
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

agree 'These steps change what is not the lab'\''s own:' "$consent" --consent \
  'update network default: the lab wants DHCP none on it, it has 192.168.122.2-192.168.122.254; put back when the lab is destroyed'

# Why: the host has no such network
step '1 of 45: create network provisioning'
define_network provisioning yes <<'END'
<network>
  <name>provisioning</name>
  <uuid>3ca2915f-0c6b-8f8f-80de-969846768d91</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='networks[provisioning]' digest='9556635e9ec381cca926b88e5f0169e0b466b4b962611b14cc479b27ea1d4853'/>
  </metadata>
  <bridge stp='off' delay='0'/>
  <ip address='172.16.0.254' prefix='24'/>
</network>
END

# Why: the lab wants DHCP none on it, it has 192.168.122.2-192.168.122.254; put back when the lab is destroyed
step '2 of 45: update network default'
change_dhcp default 192.168.122.2-192.168.122.254 ''

# Why: the host has no such pool; its folder is /var/lib/labwright/pools/ssd
step '3 of 45: create pool ssd'
define_pool ssd b451cea0-4e9d-8c8d-aca5-8b9a9e072dbd <<'END'
<pool type='dir'>
  <name>ssd</name>
  <uuid>b451cea0-4e9d-8c8d-aca5-8b9a9e072dbd</uuid>
  <target>
    <path>/var/lib/labwright/pools/ssd</path>
  </target>
</pool>
END

# Why: the host has no such pool; its folder is /var/lib/labwright/pools/sas
step '4 of 45: create pool sas'
define_pool sas 15909e9f-fecd-8af4-806a-a7e80cd5cae9 <<'END'
<pool type='dir'>
  <name>sas</name>
  <uuid>15909e9f-fecd-8af4-806a-a7e80cd5cae9</uuid>
  <target>
    <path>/var/lib/labwright/pools/sas</path>
  </target>
</pool>
END

# Why: machines in sas need it; it comes from tiny-disk.qcow2
step '5 of 45: create volume sas/tiny-disk.qcow2'
begin_volume sas tiny-disk.qcow2
if [[ $todo == yes ]]; then
  find_image tiny-disk.qcow2
  check_disk qcow2
  upload sas tiny-disk.qcow2 "$image"
fi

# Why: machines in sas need it; it comes from tiny-vmlinuz
step '6 of 45: create volume sas/tiny-vmlinuz'
begin_volume sas tiny-vmlinuz
if [[ $todo == yes ]]; then
  find_image tiny-vmlinuz
  upload sas tiny-vmlinuz "$image"
fi

# Why: machines in sas need it; it comes from tiny-initrd.img
step '7 of 45: create volume sas/tiny-initrd'
begin_volume sas tiny-initrd
if [[ $todo == yes ]]; then
  find_image tiny-initrd.img
  upload sas tiny-initrd "$image"
fi

# Why: undercloud needs it as vda
step '8 of 45: create volume sas/undercloud.qcow2'
# Its size: 64 MiB
create_overlay sas undercloud.qcow2 qcow2 67108864 sas tiny-disk.qcow2 qcow2

# Why: undercloud reads it when it first starts
step '9 of 45: create volume sas/undercloud-cidata-418fe055.iso'
begin_volume sas undercloud-cidata-418fe055.iso
if [[ $todo == yes ]]; then
  seed_file meta-data <<'END'
instance-id: 6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39
local-hostname: undercloud
END
  seed_file user-data <<END
#cloud-config
password: "$(escaped "$SECRET_UNDERCLOUD_ROOT")"
chpasswd: {expire: false}
ssh_pwauth: true
END
  seed_file network-config <<'END'
version: 2
ethernets:
  eth0:
    optional: true
  eth1:
    addresses:
    - 192.168.122.253/24
    gateway4: 192.168.122.1
    nameservers:
      addresses:
      - 192.168.122.1
END
  make_seed sas undercloud-cidata-418fe055.iso CIDATA
fi

# Why: overcloud-ctrl01 needs it as vda
step '10 of 45: create volume sas/overcloud-ctrl01-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ctrl01-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ctrl02 needs it as vda
step '11 of 45: create volume sas/overcloud-ctrl02-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ctrl02-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ctrl03 needs it as vda
step '12 of 45: create volume sas/overcloud-ctrl03-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ctrl03-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph01 needs it as vda
step '13 of 45: create volume sas/overcloud-ceph01-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ceph01-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph01 needs it as vdb
step '14 of 45: create volume ssd/overcloud-ceph01-vdb.qcow2'
# Its size: 64 MiB
create_volume ssd overcloud-ceph01-vdb.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph02 needs it as vda
step '15 of 45: create volume sas/overcloud-ceph02-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ceph02-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph02 needs it as vdb
step '16 of 45: create volume ssd/overcloud-ceph02-vdb.qcow2'
# Its size: 64 MiB
create_volume ssd overcloud-ceph02-vdb.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph03 needs it as vda
step '17 of 45: create volume sas/overcloud-ceph03-vda.qcow2'
# Its size: 64 MiB
create_volume sas overcloud-ceph03-vda.qcow2 qcow2 67108864 --allocation 0

# Why: overcloud-ceph03 needs it as vdb
step '18 of 45: create volume ssd/overcloud-ceph03-vdb.qcow2'
# Its size: 64 MiB
create_volume ssd overcloud-ceph03-vdb.qcow2 qcow2 67108864 --allocation 0

# Why: machines in ssd need it; it comes from tiny-vmlinuz
step '19 of 45: create volume ssd/tiny-vmlinuz'
begin_volume ssd tiny-vmlinuz
if [[ $todo == yes ]]; then
  find_image tiny-vmlinuz
  upload ssd tiny-vmlinuz "$image"
fi

# Why: machines in ssd need it; it comes from tiny-initrd.img
step '20 of 45: create volume ssd/tiny-initrd'
begin_volume ssd tiny-initrd
if [[ $todo == yes ]]; then
  find_image tiny-initrd.img
  upload ssd tiny-initrd "$image"
fi

# Why: overcloud-compute01 needs it as vda
step '21 of 45: create volume ssd/overcloud-compute01-vda.qcow2'
# Its size: 64 MiB
create_volume ssd overcloud-compute01-vda.qcow2 qcow2 67108864 --allocation 0

# Why: the host has no such domain
step '22 of 45: create domain undercloud'
claim_log /var/lib/labwright/pools/sas/undercloud-serial.log
define_domain undercloud 6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39 yes <<'END'
<domain type='qemu'>
  <name>undercloud</name>
  <uuid>6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39</uuid>
  <description>The director. It serves PXE, TFTP and DHCP on provisioning and powers the other seven on and off over IPMI.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[undercloud]' digest='53f9580469d44da2a25cfdd819f5d959941e8b77922ff9b0393797ab69a75b07'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/undercloud.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='/var/lib/labwright/pools/sas/undercloud-cidata-418fe055.iso'/>
      <target dev='sda' bus='scsi'/>
      <readonly/>
    </disk>
    <controller type='scsi' model='virtio-scsi'/>
    <interface type='network'>
      <mac address='52:54:00:1c:a8:fd'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:25:20:3a'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/undercloud-serial.log' append='on'/>
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
step '23 of 45: create domain overcloud-ctrl01'
claim_log /var/lib/labwright/pools/sas/overcloud-ctrl01-serial.log
define_domain overcloud-ctrl01 0b5401e3-ec3f-86a9-83f7-12022194c88d no <<'END'
<domain type='qemu'>
  <name>overcloud-ctrl01</name>
  <uuid>0b5401e3-ec3f-86a9-83f7-12022194c88d</uuid>
  <description>The director powered it on and gave it 172.16.0.40 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ctrl01]' digest='13981a1ccc456291be285a4f62eb8f862a6cb5625542c18140df59907648b91b'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ctrl01-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:a1:4e:06'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:1a:54:a3'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:df:0e:12'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:21:eb:4b'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ctrl01-serial.log' append='on'/>
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
step '24 of 45: create domain overcloud-ctrl02'
claim_log /var/lib/labwright/pools/sas/overcloud-ctrl02-serial.log
define_domain overcloud-ctrl02 a44a8fd6-f8ed-887a-9868-ab58d9befb0f no <<'END'
<domain type='qemu'>
  <name>overcloud-ctrl02</name>
  <uuid>a44a8fd6-f8ed-887a-9868-ab58d9befb0f</uuid>
  <description>The director powered it on and gave it 172.16.0.29 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ctrl02]' digest='478aa2e49be27c0ca749376f86a57037bebfd83bcade0c5d017fe5eac9633323'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ctrl02-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:90:22:fa'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:71:61:73'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:9f:bf:37'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:71:d9:4d'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ctrl02-serial.log' append='on'/>
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
step '25 of 45: create domain overcloud-ctrl03'
claim_log /var/lib/labwright/pools/sas/overcloud-ctrl03-serial.log
define_domain overcloud-ctrl03 625b0d28-a25a-82ca-afee-d4467265f7da no <<'END'
<domain type='qemu'>
  <name>overcloud-ctrl03</name>
  <uuid>625b0d28-a25a-82ca-afee-d4467265f7da</uuid>
  <description>The director powered it on and gave it 172.16.0.21 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ctrl03]' digest='897b46cfe103050a4b5421284e37dbe5a19f81e0fddd57c0a271170bc91bc74e'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ctrl03-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:2b:c0:13'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:c7:1e:00'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:d6:87:1f'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:fa:f1:17'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ctrl03-serial.log' append='on'/>
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
step '26 of 45: create domain overcloud-ceph01'
claim_log /var/lib/labwright/pools/sas/overcloud-ceph01-serial.log
define_domain overcloud-ceph01 5c9ba0cf-9a86-8daa-ae5b-e51130f1f20e no <<'END'
<domain type='qemu'>
  <name>overcloud-ceph01</name>
  <uuid>5c9ba0cf-9a86-8daa-ae5b-e51130f1f20e</uuid>
  <description>The director powered it on and gave it 172.16.0.46 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ceph01]' digest='28b57c33e581ebe75e282bcd5749276fdc2924216d36de3608da5a65f392934e'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ceph01-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/labwright/pools/ssd/overcloud-ceph01-vdb.qcow2'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:5a:8e:ec'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:18:3d:bb'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:b2:0a:eb'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:ea:0b:16'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ceph01-serial.log' append='on'/>
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
step '27 of 45: create domain overcloud-ceph02'
claim_log /var/lib/labwright/pools/sas/overcloud-ceph02-serial.log
define_domain overcloud-ceph02 24761504-dd22-8ef2-97de-539824445958 no <<'END'
<domain type='qemu'>
  <name>overcloud-ceph02</name>
  <uuid>24761504-dd22-8ef2-97de-539824445958</uuid>
  <description>The director powered it on and gave it 172.16.0.22 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ceph02]' digest='181cb600335576fa768d6a5cd7bb103727b108c2deb3dfcb794aca00502f7536'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ceph02-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/labwright/pools/ssd/overcloud-ceph02-vdb.qcow2'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:28:53:0f'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:6c:d8:7c'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:c6:9e:bf'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:fe:e2:ea'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ceph02-serial.log' append='on'/>
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
step '28 of 45: create domain overcloud-ceph03'
claim_log /var/lib/labwright/pools/sas/overcloud-ceph03-serial.log
define_domain overcloud-ceph03 bcaa1892-fb65-8735-be4b-fed699f63cf5 no <<'END'
<domain type='qemu'>
  <name>overcloud-ceph03</name>
  <uuid>bcaa1892-fb65-8735-be4b-fed699f63cf5</uuid>
  <description>The director powered it on and gave it 172.16.0.37 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-ceph03]' digest='6fe393b27fba5df06c5ffb51b51bcd4e1ecefceea915591aa95a282d9de33baa'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/sas/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/sas/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/sas/overcloud-ceph03-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/labwright/pools/ssd/overcloud-ceph03-vdb.qcow2'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:1d:a9:8d'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:bc:f1:df'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:f5:a2:a4'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:a9:2d:6b'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/sas/overcloud-ceph03-serial.log' append='on'/>
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
step '29 of 45: create domain overcloud-compute01'
claim_log /var/lib/labwright/pools/ssd/overcloud-compute01-serial.log
define_domain overcloud-compute01 4d555537-afa0-8471-9e2c-4942b93e2701 no <<'END'
<domain type='qemu'>
  <name>overcloud-compute01</name>
  <uuid>4d555537-afa0-8471-9e2c-4942b93e2701</uuid>
  <description>The director powered it on and gave it 172.16.0.26 on ctlplane.</description>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='osp13-l1' record='machines[overcloud-compute01]' digest='217e096c08c0ad64f37220ae1ae0d18bde7ea9d8a2c5b0d135a022eb06d24e8c'/>
  </metadata>
  <memory unit='KiB'>131072</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>/var/lib/labwright/pools/ssd/tiny-vmlinuz</kernel>
    <initrd>/var/lib/labwright/pools/ssd/tiny-initrd</initrd>
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
      <source file='/var/lib/labwright/pools/ssd/overcloud-compute01-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:8d:c2:07'/>
      <source network='provisioning'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:25:8e:0f'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:61:c8:7b'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:8f:f6:3d'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/labwright/pools/ssd/overcloud-compute01-serial.log' append='on'/>
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
step '30 of 45: start domain undercloud'
remember_console 6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39 sas undercloud-serial.log
start_domain undercloud 6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39

# Why: until its serial console says "READY", 600 s at most
step '31 of 45: wait domain undercloud'
wait_until undercloud 6d9e248b-aa0e-83d3-9eef-cfa18f0aaa39 600 'READY on the serial console' console_says sas undercloud-serial.log READY

# Why: the lab wants it running
step '32 of 45: start domain overcloud-ctrl01'
remember_console 0b5401e3-ec3f-86a9-83f7-12022194c88d sas overcloud-ctrl01-serial.log
start_domain overcloud-ctrl01 0b5401e3-ec3f-86a9-83f7-12022194c88d

# Why: until its serial console says "READY", 600 s at most
step '33 of 45: wait domain overcloud-ctrl01'
wait_until overcloud-ctrl01 0b5401e3-ec3f-86a9-83f7-12022194c88d 600 'READY on the serial console' console_says sas overcloud-ctrl01-serial.log READY

# Why: the lab wants it running
step '34 of 45: start domain overcloud-ctrl02'
remember_console a44a8fd6-f8ed-887a-9868-ab58d9befb0f sas overcloud-ctrl02-serial.log
start_domain overcloud-ctrl02 a44a8fd6-f8ed-887a-9868-ab58d9befb0f

# Why: until its serial console says "READY", 600 s at most
step '35 of 45: wait domain overcloud-ctrl02'
wait_until overcloud-ctrl02 a44a8fd6-f8ed-887a-9868-ab58d9befb0f 600 'READY on the serial console' console_says sas overcloud-ctrl02-serial.log READY

# Why: the lab wants it running
step '36 of 45: start domain overcloud-ctrl03'
remember_console 625b0d28-a25a-82ca-afee-d4467265f7da sas overcloud-ctrl03-serial.log
start_domain overcloud-ctrl03 625b0d28-a25a-82ca-afee-d4467265f7da

# Why: until its serial console says "READY", 600 s at most
step '37 of 45: wait domain overcloud-ctrl03'
wait_until overcloud-ctrl03 625b0d28-a25a-82ca-afee-d4467265f7da 600 'READY on the serial console' console_says sas overcloud-ctrl03-serial.log READY

# Why: the lab wants it running
step '38 of 45: start domain overcloud-ceph01'
remember_console 5c9ba0cf-9a86-8daa-ae5b-e51130f1f20e sas overcloud-ceph01-serial.log
start_domain overcloud-ceph01 5c9ba0cf-9a86-8daa-ae5b-e51130f1f20e

# Why: until its serial console says "READY", 600 s at most
step '39 of 45: wait domain overcloud-ceph01'
wait_until overcloud-ceph01 5c9ba0cf-9a86-8daa-ae5b-e51130f1f20e 600 'READY on the serial console' console_says sas overcloud-ceph01-serial.log READY

# Why: the lab wants it running
step '40 of 45: start domain overcloud-ceph02'
remember_console 24761504-dd22-8ef2-97de-539824445958 sas overcloud-ceph02-serial.log
start_domain overcloud-ceph02 24761504-dd22-8ef2-97de-539824445958

# Why: until its serial console says "READY", 600 s at most
step '41 of 45: wait domain overcloud-ceph02'
wait_until overcloud-ceph02 24761504-dd22-8ef2-97de-539824445958 600 'READY on the serial console' console_says sas overcloud-ceph02-serial.log READY

# Why: the lab wants it running
step '42 of 45: start domain overcloud-ceph03'
remember_console bcaa1892-fb65-8735-be4b-fed699f63cf5 sas overcloud-ceph03-serial.log
start_domain overcloud-ceph03 bcaa1892-fb65-8735-be4b-fed699f63cf5

# Why: until its serial console says "READY", 600 s at most
step '43 of 45: wait domain overcloud-ceph03'
wait_until overcloud-ceph03 bcaa1892-fb65-8735-be4b-fed699f63cf5 600 'READY on the serial console' console_says sas overcloud-ceph03-serial.log READY

# Why: the lab wants it running
step '44 of 45: start domain overcloud-compute01'
remember_console 4d555537-afa0-8471-9e2c-4942b93e2701 ssd overcloud-compute01-serial.log
start_domain overcloud-compute01 4d555537-afa0-8471-9e2c-4942b93e2701

# Why: until its serial console says "READY", 600 s at most
step '45 of 45: wait domain overcloud-compute01'
wait_until overcloud-compute01 4d555537-afa0-8471-9e2c-4942b93e2701 600 'READY on the serial console' console_says ssd overcloud-compute01-serial.log READY

say 'Done.'
