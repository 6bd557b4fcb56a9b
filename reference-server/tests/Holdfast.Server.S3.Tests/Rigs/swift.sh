#!/bin/bash
# Runs OpenStack Swift with its S3 API on 127.0.0.1, until its standard input ends: so it ends with the process that started it, however
# that ends. Arguments: an empty directory on a file system with extended attributes, and ports for the S3 API, the account, container
# and object servers, and memcached. Prints 'ready' when the S3 API serves.
set -eE
trap '' INT
dir=$1 proxy=$2 account=$3 container=$4 object=$5 cache=$6
etc=$dir/etc
pids=()

cleanup() {
    status=$?
    set +eE
    if [ $status -ne 0 ]; then tail -n 5 "$dir"/log/* >&2; fi
    # Each server has workers in its own session.
    for pid in "${pids[@]}"; do kill -9 -- "-$pid" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$dir"
}
trap cleanup EXIT

run() {
    setsid "$@" >"$dir/log/${1##*/}" 2>&1 </dev/null &
    pids+=($!)
}

mkdir -p "$etc" "$dir"/{dev/d1,log}
cat >"$etc/swift.conf" <<CONF
[swift-hash]
swift_hash_path_prefix = holdfast
swift_hash_path_suffix = holdfast
CONF

cd "$etc"
for kind in "account $account" "container $container" "object $object"; do
    set -- $kind
    cat >"$etc/$1-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
user = $(id -un)
swift_dir = $etc
devices = $dir/dev
mount_check = false
workers = 1
log_level = WARNING
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
CONF
    swift-ring-builder "$1.builder" create 6 1 1 >/dev/null
    swift-ring-builder "$1.builder" add "r1z1-127.0.0.1:$2/d1" 1 >/dev/null
    swift-ring-builder "$1.builder" rebalance >/dev/null || [ $? -eq 1 ]
    run "swift-$1-server" "$etc/$1-server.conf"
done

# Both limits of parts are 1,000 by default.
cat >"$etc/proxy-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $proxy
user = $(id -un)
swift_dir = $etc
workers = 2
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$cache
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
max_upload_part_num = 10000
min_segment_size = 5242880
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
CONF
run memcached -u nobody -l 127.0.0.1 -p "$cache" -U 0 -m 32
run swift-proxy-server "$etc/proxy-server.conf"
for port in "$object" "$account" "$container" "$proxy"; do
    until curl -s --noproxy '*' -o /dev/null "http://127.0.0.1:$port/"; do
        if [ $SECONDS -ge 60 ]; then echo "Port $port doesn't answer." >&2; exit 1; fi
        sleep 0.05
    done
done
echo ready
cat >/dev/null
