#!/usr/bin/env bash
# Builds lab lab: 12 to create, 1 to change, 3 to start, 3 to wait for; about 71 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      5f148db56f2ec0dd31dea4924a7b075b148fe17a18f7cceee27db3c5b30c2de2
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI] [--consent]
#   --consent  do not ask before something is changed that is not the lab's own
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)
#   curl: curl
#   qemu-img: qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)
#   genisoimage or xorrisofs: genisoimage or xorriso
#
# Variables:
#   LABWRIGHT_IMAGES  folders that images are looked for in, with colons between them
#   LABWRIGHT_RECORD  the file in which the lab's scripts note what they made; ~/.local/state/labwright/scripts/INSTANCE where absent
#   SECRET_PLAIN  the value of secret:plain
#   SECRET_ROOT  the value of secret:root
#
# What stays as it is:
#   pool images

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

# Sets `image` to a downloaded file. One whose sum is known is kept for the next time.
download_image() { # URL KEY SUM
  local folder=${XDG_CACHE_HOME:-${HOME:?}/.cache}/labwright/images
  mkdir -p "$folder"
  image=$folder/$2
  if [[ -z $3 || ! -f $image ]]; then
    curl --fail --location --no-progress-meter --proto '=http,https' --retry 4 --connect-timeout 30 \
      --speed-limit 1 --speed-time 60 --output "$image.part" --url "$1"
    mv "$image.part" "$image"
  fi
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
require curl curl
require qemu-img 'qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)'
# Secrets come from the environment: no value stands in this file.
: "${SECRET_PLAIN:?set it to the value of secret:plain}"
check_plain SECRET_PLAIN
: "${SECRET_ROOT:?set it to the value of secret:root}"
check_quoted SECRET_ROOT
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

agree 'These steps change what is not the lab'\''s own:' "$consent" --consent \
  'update network default: the lab wants DHCP none on it, it has 192.168.122.2-192.168.122.254; put back when the lab is destroyed'

# Why: the host has no such network
step '1 of 19: create network lan'
define_network lan yes <<'END'
<network>
  <name>lan</name>
  <uuid>ec1558d0-f225-8e52-8cab-934ad5ecb19c</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='networks[lan]' digest='2f33a9771963e784568c34e1ef4de543669a576203abf291bc0b626896bf1700'/>
  </metadata>
  <bridge stp='off' delay='0'/>
  <ip address='10.0.1.1' prefix='24'>
    <dhcp>
      <range start='10.0.1.10' end='10.0.1.99'/>
      <host mac='52:54:00:f2:e7:f0' name='alice' ip='10.0.1.5'/>
    </dhcp>
  </ip>
</network>
END

# Why: the lab wants DHCP none on it, it has 192.168.122.2-192.168.122.254; put back when the lab is destroyed
step '2 of 19: update network default'
change_dhcp default 192.168.122.2-192.168.122.254 ''

# Why: the host has no such pool; its folder is /srv/fast
step '3 of 19: create pool fast'
define_pool fast 495ce57c-4712-813a-a008-8e8f96bca826 <<'END'
<pool type='dir'>
  <name>fast</name>
  <uuid>495ce57c-4712-813a-a008-8e8f96bca826</uuid>
  <target>
    <path>/srv/fast</path>
  </target>
</pool>
END

# Why: machines in fast need it; it comes from base.qcow2
step '4 of 19: create volume fast/base.qcow2'
begin_volume fast base.qcow2
if [[ $todo == yes ]]; then
  find_image base.qcow2
  check_disk qcow2
  upload fast base.qcow2 "$image"
fi

# Why: alice needs it as vda
step '5 of 19: create volume fast/alice-vda.qcow2'
# Its size: 10 GiB
create_overlay fast alice-vda.qcow2 qcow2 10737418240 fast base.qcow2 qcow2

# Why: alice needs it as vdb
step '6 of 19: create volume fast/alice-vdb.qcow2'
# Its size: 1 GiB
create_volume fast alice-vdb.qcow2 qcow2 1073741824 --allocation 1073741824 --prealloc-metadata

# Why: alice reads it when it first starts
step '7 of 19: create volume fast/alice-cidata-1a0f27a8.iso'
begin_volume fast alice-cidata-1a0f27a8.iso
if [[ $todo == yes ]]; then
  seed_file meta-data <<'END'
instance-id: a9d9e635-472f-8a02-8cd1-6c62253a5d0d
local-hostname: alice
END
  seed_file user-data <<END
#cloud-config
password: "$(escaped "$SECRET_ROOT")"
runcmd: ["echo \$HOME \`id\` '\\\\' $SECRET_PLAIN"]
END
  printf -- 'version: 2' | seed_file network-config
  make_seed fast alice-cidata-1a0f27a8.iso CIDATA
fi

# Why: machines in images need it; it comes from https://example.org/other.qcow2
step '8 of 19: create volume images/other.qcow2'
begin_volume images other.qcow2
if [[ $todo == yes ]]; then
  download_image https://example.org/other.qcow2 9f047b916b6b85f05757242f6ea6e710 ''
  check_disk qcow2
  upload images other.qcow2 "$image"
fi

# Why: bob needs it as vda
step '9 of 19: create volume images/bob-vda.qcow2'
create_overlay images bob-vda.qcow2 qcow2 - images other.qcow2 qcow2

# Why: carol needs it as vda
step '10 of 19: create volume fast/carol-vda.raw'
# Its size: 1 GiB
create_volume fast carol-vda.raw raw 1073741824 --allocation 0

# Why: the host has no such domain
step '11 of 19: create domain alice'
claim_log /srv/fast/alice-serial.log
define_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d no <<'END'
<domain type='kvm'>
  <name>alice</name>
  <uuid>a9d9e635-472f-8a02-8cd1-6c62253a5d0d</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='machines[alice]' digest='17754b94f7d1391b6dd1b95b547e3ea4f34d512cf34bc196e4765a0f563ced79'/>
  </metadata>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='host-passthrough'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/srv/fast/alice-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/srv/fast/alice-vdb.qcow2'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='/srv/fast/alice-cidata-1a0f27a8.iso'/>
      <target dev='sda' bus='scsi'/>
      <readonly/>
    </disk>
    <controller type='scsi' model='virtio-scsi'/>
    <interface type='network'>
      <mac address='52:54:00:f2:e7:f0'/>
      <source network='lan'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/srv/fast/alice-serial.log' append='on'/>
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
step '12 of 19: create domain bob'
claim_log /var/lib/libvirt/images/bob-serial.log
define_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334 no <<'END'
<domain type='kvm'>
  <name>bob</name>
  <uuid>ba919edd-e6b5-8df0-865f-d83af5b15334</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='machines[bob]' digest='a712778105e850ba710f40821dded0a7aa4efea1ab48b127e1dbc44aada72be4'/>
  </metadata>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='host-passthrough'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/libvirt/images/bob-vda.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:1d:95:a8'/>
      <source network='lan'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:e1:b0:f8'/>
      <source network='default'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <serial type='pty'>
      <log file='/var/lib/libvirt/images/bob-serial.log' append='on'/>
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
step '13 of 19: create domain carol'
claim_log /srv/fast/carol-serial.log
define_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 no <<'END'
<domain type='kvm'>
  <name>carol</name>
  <uuid>c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='machines[carol]' digest='31141c66d78c11cfe1311609341da106888384f69266e50585779231e3f2dac7'/>
  </metadata>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='host-passthrough'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' discard='unmap'/>
      <source file='/srv/fast/carol-vda.raw'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
    <serial type='pty'>
      <log file='/srv/fast/carol-serial.log' append='on'/>
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
step '14 of 19: start domain alice'
remember_lease a9d9e635-472f-8a02-8cd1-6c62253a5d0d lan 52:54:00:f2:e7:f0
start_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d

# Why: until one of its ports has a lease, 600 s at most
step '15 of 19: wait domain alice'
wait_until alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d 600 'DHCP lease on lan' has_lease lan 52:54:00:f2:e7:f0

# Why: the lab wants it running
step '16 of 19: start domain bob'
start_domain bob ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: until its guest agent answers, 600 s at most
step '17 of 19: wait domain bob'
wait_until bob ba919edd-e6b5-8df0-865f-d83af5b15334 600 'answer of the guest agent' agent_answers ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: the lab wants it running
step '18 of 19: start domain carol'
remember_console c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 fast carol-serial.log
start_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257

# Why: until its serial console says "it's READY", 600 s at most
step '19 of 19: wait domain carol'
wait_until carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 600 'it'\''s READY on the serial console' console_says fast carol-serial.log 'it'\''s READY'

say 'Done.'
