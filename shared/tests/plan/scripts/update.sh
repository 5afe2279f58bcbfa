#!/usr/bin/env bash
# Builds lab lab: 4 to change, 2 to replace, 1 to delete, 3 to start, 3 to stop, 3 to wait for; about 97 s.
#
# The commands of a plan of Labwright, in its order, each with its reason.
#   plan      223ab493789954055d1408884e313b2dcbd29637f50e3cab03885696ca09eeec
#   instance  0a1b2c3d
#   host      qemu:///system; another one by LIBVIRT_DEFAULT_URI or --connect URI
#
# Run it as somebody who may use libvirt there: bash SCRIPT [--connect URI] [--yes]
#   --yes      do not ask before data is lost
# After a failure run it again: what is done is found done. What somebody else made is never changed: it stops there.
#
# It wants bash 4.4, the GNU programs of every Linux, and
#   virsh: libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)
#   qemu-img: qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)
#
# Variables:
#   LABWRIGHT_IMAGES  folders that images are looked for in, with colons between them
#   LABWRIGHT_RECORD  the file in which the lab's scripts note what they made; ~/.local/state/labwright/scripts/INSTANCE where absent
#
# What stays as it is:
#   network default
#   pool fast
#   pool images
#   volume fast/alice-vdb.qcow2
#   volume fast/alice-cidata-1a0f27a8.iso
#   volume images/other.qcow2
#   volume images/bob-vda.qcow2
#   domain alice

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

# Starts a network anew that runs in an older way. Its bridge goes meanwhile, and libvirt puts a guest's port on the new one only
# when the port changes its network: so each goes over another network, made for that.
restart_network() { # NAME
  local name=$1 between=$1-replug now wanted domain file port
  now=$(virsh net-dumpxml "$name" | mark digest)
  wanted=$(virsh net-dumpxml --inactive "$name" | mark digest)
  if [[ $now != "$wanted" ]]; then
    note "ports to plug into network $name"
    virsh net-destroy "$name"
    virsh net-start "$name"
  fi
  recorded "ports to plug into network $name" || return 0
  has_network "$between" || virsh net-create /dev/stdin <<<"<network><name>$between</name></network>"
  for domain in $(virsh list --uuid); do
    rm -f "$work"/port-*
    virsh dumpxml "$domain" | awk -v file="$work/port-" '/<interface /{n++; on=1} on{print >(file n)} /<\/interface>/{on=0}'
    for file in "$work"/port-*; do
      grep -Eqs "<source network='$name(-replug)?'" "$file" || continue
      # What else the source has is the port's place on the network before.
      port=$(sed "/<source /s/ portid='[^']*'//; /<source /s/ bridge='[^']*'//" "$file")
      port=${port/"<source network='$between'"/"<source network='$name'"}
      say "  plugging a port of $(virsh domname "$domain") in again"
      virsh update-device "$domain" /dev/stdin --live <<<"${port/"<source network='$name'"/"<source network='$between'"}"
      virsh update-device "$domain" /dev/stdin --live <<<"$port"
    done
  done
  virsh net-destroy "$between"
  forget "ports to plug into network $name"
}

has_pool() { virsh pool-info "$1" >/dev/null 2>&1; }

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

grow_volume() { # POOL NAME BYTES
  local now
  virsh pool-refresh "$1"
  now=$(capacity_of "$1" "$2")
  ((now >= $3)) || virsh vol-resize --pool "$1" --vol "$2" --capacity "$3"
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

rename_domain() { # OLD NEW UUID
  own_domain "$1" "$3"
  [[ $(virsh domname "$3") == "$2" ]] || virsh domrename "$3" "$2"
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

require virsh 'libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL)'
require qemu-img 'qemu-utils (Debian, Ubuntu) or qemu-img (Fedora, RHEL)'
[[ -n $(virsh uri) ]] || die "libvirt does not answer at $LIBVIRT_DEFAULT_URI"

agree 'These steps lose data for good:' "$yes" --yes \
  'delete volume fast/carol-vda.raw: its format is raw, the lab wants qcow2; its content is lost'

# Why: its definition changed; it restarts, and running machines are plugged into it again
step '1 of 16: update network lan'
define_network lan yes <<'END'
<network>
  <name>lan</name>
  <uuid>ec1558d0-f225-8e52-8cab-934ad5ecb19c</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='networks[lan]' digest='76a2b7790cb0290ca6867ca45e36014000e5922b0eb197380f12aa6947870a10'/>
  </metadata>
  <bridge stp='off' delay='0'/>
  <ip address='10.0.1.1' prefix='24'>
    <dhcp>
      <range start='10.0.1.10' end='10.0.1.50'/>
      <host mac='52:54:00:f2:e7:f0' name='alice' ip='10.0.1.5'/>
    </dhcp>
  </ip>
</network>
END
restart_network lan

# Why: an earlier upload was interrupted; it comes from base.qcow2
step '2 of 16: replace volume fast/base.qcow2'
# What is there is this lab's and half-made, or was when the plan was made.
recorded 'made volume fast/base.qcow2' || note 'begun volume fast/base.qcow2'
begin_volume fast base.qcow2
if [[ $todo == yes ]]; then
  find_image base.qcow2
  check_disk qcow2
  upload fast base.qcow2 "$image"
fi

# Why: one of its disks is made anew
step '3 of 16: stop domain carol'
shut_down carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 300

# Why: its format is raw, the lab wants qcow2; its content is lost
step '4 of 16: delete volume fast/carol-vda.raw'
if ! recorded 'renewed volume fast/carol-vda.raw by plan 223ab49378995405'; then
  delete_volume fast carol-vda.raw
fi

# Why: its format is raw, the lab wants qcow2
step '5 of 16: replace volume fast/carol-vda.raw'
# Its size: 1 GiB
create_volume fast carol-vda.raw qcow2 1073741824 --allocation 0
note 'renewed volume fast/carol-vda.raw by plan 223ab49378995405'

# Why: it is called bob until now
step '6 of 16: stop domain bob'
shut_down bob ba919edd-e6b5-8df0-865f-d83af5b15334 300

# Why: one of its disks grows
step '7 of 16: stop domain alice'
shut_down alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d 300

# Why: it has 10 GiB and grows to 20 GiB; its partitions and file systems are the guest's own
step '8 of 16: update volume fast/alice-vda.qcow2'
# Its size: 20 GiB
grow_volume fast alice-vda.qcow2 21474836480

# Why: it is called bob until now
step '9 of 16: update domain robert'
rename_domain bob robert ba919edd-e6b5-8df0-865f-d83af5b15334
define_domain robert ba919edd-e6b5-8df0-865f-d83af5b15334 no <<'END'
<domain type='kvm'>
  <name>robert</name>
  <uuid>ba919edd-e6b5-8df0-865f-d83af5b15334</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='machines[bob]' digest='18927ee4cccd5538cc2b41cfa2affe546861e274b86e7214e230d78f7b36ce2a'/>
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

# Why: its definition changed
step '10 of 16: update domain carol'
define_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 no <<'END'
<domain type='kvm'>
  <name>carol</name>
  <uuid>c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257</uuid>
  <metadata>
    <labwright:owner xmlns:labwright='https://labwright.dev/ns/owner/1' instance='0a1b2c3d' lab='lab' record='machines[carol]' digest='5afdf8eeec8d2508d526752b42a0ddad079774f1ba659c31bb2d9011e2435f4e'/>
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
step '11 of 16: start domain alice'
remember_lease a9d9e635-472f-8a02-8cd1-6c62253a5d0d lan 52:54:00:f2:e7:f0
start_domain alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d

# Why: until one of its ports has a lease, 600 s at most
step '12 of 16: wait domain alice'
wait_until alice a9d9e635-472f-8a02-8cd1-6c62253a5d0d 600 'DHCP lease on lan' has_lease lan 52:54:00:f2:e7:f0

# Why: the lab wants it running
step '13 of 16: start domain robert'
start_domain robert ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: until its guest agent answers, 600 s at most
step '14 of 16: wait domain robert'
wait_until robert ba919edd-e6b5-8df0-865f-d83af5b15334 600 'answer of the guest agent' agent_answers ba919edd-e6b5-8df0-865f-d83af5b15334

# Why: the lab wants it running
step '15 of 16: start domain carol'
remember_console c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 fast carol-serial.log
start_domain carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257

# Why: until its serial console says "it's READY", 600 s at most
step '16 of 16: wait domain carol'
wait_until carol c5b5977e-ae4f-8540-a4a9-bc0e4f2c3257 600 'it'\''s READY on the serial console' console_says fast carol-serial.log 'it'\''s READY'

say 'Done.'
