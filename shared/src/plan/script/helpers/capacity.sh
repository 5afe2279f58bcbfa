capacity_of() { virsh vol-info --pool "$1" --vol "$2" --bytes | awk '$1 == "Capacity:" { print $2 }'; }
