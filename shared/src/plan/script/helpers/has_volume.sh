has_volume() { virsh vol-info --pool "$1" --vol "$2" >/dev/null 2>&1; }
