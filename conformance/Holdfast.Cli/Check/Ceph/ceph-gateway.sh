#!/bin/bash
# Runs one Ceph monitor, one OSD that keeps objects in memory, and one S3 gateway on 127.0.0.1, until its standard input ends: so they end
# with the process that started them, however that ends. Arguments: an empty directory, a port for the monitor, one for the gateway.
# Prints 'ready' when the gateway serves. Lines on the standard input: 'stop' and 'start' the gateway, 'pause' and 'resume' it; each is
# answered by 'done'.
set -eE
trap '' INT
dir=$1 monitor=$2 gateway=$3
user=$dir/ceph.conf
fsid=11111111-2222-4333-8444-555555555555

cleanup() {
    status=$?
    set +eE
    if [ $status -ne 0 ]; then tail -n 5 "$dir"/log/*.out "$dir"/log/*.log >&2; fi
    for pid in $rgw_pid $osd_pid $mon_pid; do kill -9 "$pid" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$dir"
}
trap cleanup EXIT

# Until a command succeeds, for a minute at most.
eventually() {
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge 60 ]; then echo "'$*' didn't succeed within a minute." >&2; exit 1; fi
        sleep 0.05
    done
}

start_gateway() {
    setsid radosgw -c "$user" -n client.rgw -f >>"$dir/log/rgw.out" 2>&1 </dev/null &
    rgw_pid=$!
    SECONDS=0
    eventually curl -s --noproxy '*' -o /dev/null "http://127.0.0.1:$gateway/"
}

mkdir -p "$dir"/{run,log,crash,mon.a,osd.0}
cat >"$user" <<CONF
[global]
fsid = $fsid
mon_host = [v2:127.0.0.1:$monitor]
mon_initial_members = a
public_network = 127.0.0.0/8
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = /dev/null
run_dir = $dir/run
admin_socket = $dir/run/\$cluster-\$name.asok
pid_file = $dir/run/\$name.pid
log_file = $dir/log/\$name.log
crash_dir = $dir/crash
mon_cluster_log_file = $dir/log/cluster.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_warn_on_insecure_global_id_reclaim = false
mon_warn_on_insecure_global_id_reclaim_allowed = false
mon_max_pg_per_osd = 1000
[mon]
mon_data = $dir/mon.\$id
mon_data_avail_warn = 2
mon_data_avail_crit = 1
paxos_propose_interval = 0.1
paxos_min_wait = 0.02
[osd]
osd_data = $dir/osd.\$id
osd_objectstore = memstore
memstore_device_bytes = 8589934592
osd_class_load_list = *
osd_class_default_list = *
[client.rgw]
# The gateway asks for an encrypted link to the monitor by default, which a cluster without keys can't give.
ms_mon_client_mode = crc
rgw_frontends = beast endpoint=127.0.0.1:$gateway
rgw_enable_apis = s3, admin
rgw_thread_pool_size = 64
rgw_run_sync_thread = false
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
rgw_gc_processor_max_time = 5
CONF

monmaptool --create --fsid $fsid --addv a "[v2:127.0.0.1:$monitor]" "$dir/monmap" --clobber >/dev/null
ceph-mon -c "$user" --mkfs -i a --monmap "$dir/monmap" --keyring /dev/null >"$dir/log/mkfs-mon.out" 2>&1
setsid ceph-mon -c "$user" -i a -f >"$dir/log/mon.out" 2>&1 </dev/null &
mon_pid=$!
eventually timeout 5 ceph -c "$user" -s
uuid=$(cat /proc/sys/kernel/random/uuid)
ceph -c "$user" osd new "$uuid" >/dev/null
ceph-osd -c "$user" -i 0 --mkfs --osd-uuid "$uuid" >"$dir/log/mkfs-osd.out" 2>&1
setsid ceph-osd -c "$user" -i 0 -f >"$dir/log/osd.out" 2>&1 </dev/null &
osd_pid=$!
osd_is_up() { ceph -c "$user" osd stat | grep -q '1 up'; }
eventually osd_is_up
start_gateway
radosgw-admin -c "$user" user create --uid=test --display-name=test --access-key=testkey --secret=testsecret --max-buckets=0 \
    >/dev/null 2>"$dir/log/admin.out"
echo ready

while read -r order; do
    case $order in
        stop) kill -9 "$rgw_pid"; wait "$rgw_pid" 2>/dev/null || true ;;
        start) start_gateway ;;
        pause) kill -STOP "$rgw_pid" ;;
        resume) kill -CONT "$rgw_pid" ;;
        *) echo "'$order' is no order." >&2; exit 1 ;;
    esac
    echo 'done'
done
