//! What the crate `virt` does not wrap, or wraps so that errors are lost. All unsafe code of the driver is here.
#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ptr,
};

use virt::{connect::Connect, domain::Domain, error::Error, network::Network, stream::Stream, sys};

fn check(result: c_int) -> Result<c_int, Error> {
    if result == -1 { Err(Error::last_error()) } else { Ok(result) }
}

/// A C string's text; empty for none.
///
/// # Safety
/// `text` is null or a valid C string.
unsafe fn text(text: *const c_char) -> String {
    if text.is_null() { String::new() } else { unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned() }
}

/// A domain's state and the reason for it. (`Domain::state` drops the error.)
pub(super) fn domain_state(domain: &Domain) -> Result<(u32, i32), Error> {
    let (mut state, mut reason) = (0, 0);
    // SAFETY: the handle is live and both pointers are to locals.
    check(unsafe { sys::virDomainGetState(domain.as_ptr(), &mut state, &mut reason, 0) })?;
    Ok((state as u32, reason))
}

/// A DHCP lease as libvirt gives it.
pub(super) struct RawLease {
    pub mac: String,
    pub address: String,
    pub expires: i64,
    pub hostname: String,
}

pub(super) fn dhcp_leases(network: &Network, mac: Option<&str>) -> Result<Vec<RawLease>, Error> {
    let mac = mac.map(CString::new).transpose()?;
    let mut list: *mut sys::virNetworkDHCPLeasePtr = ptr::null_mut();
    let mac = mac.as_ref().map_or(ptr::null(), |mac| mac.as_ptr());
    // SAFETY: the handle is live; libvirt fills `list` with as many leases as it returns, which are ours to free.
    unsafe {
        let count = check(sys::virNetworkGetDHCPLeases(network.as_ptr(), mac, &mut list, 0))?;
        let mut leases = Vec::new();
        for i in 0..count as usize {
            let lease = *list.add(i);
            leases.push(RawLease {
                mac: text((*lease).mac),
                address: text((*lease).ipaddr),
                expires: (*lease).expirytime,
                hostname: text((*lease).hostname),
            });
            sys::virNetworkDHCPLeaseFree(lease);
        }
        free(list.cast());
        Ok(leases)
    }
}

/// The addresses that the guest agent tells, each with its interface's MAC; loopback included.
pub(super) fn agent_addresses(domain: &Domain) -> Result<Vec<(String, String)>, Error> {
    let mut list: *mut sys::virDomainInterfacePtr = ptr::null_mut();
    let source = sys::VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT;
    // SAFETY: as above; every interface holds `naddrs` addresses.
    unsafe {
        let count = check(sys::virDomainInterfaceAddresses(domain.as_ptr(), &mut list, source, 0))?;
        let mut addresses = Vec::new();
        for i in 0..count as usize {
            let interface = *list.add(i);
            for j in 0..(*interface).naddrs as usize {
                addresses.push((text((*interface).hwaddr), text((*(*interface).addrs.add(j)).addr)));
            }
            sys::virDomainInterfaceFree(interface);
        }
        free(list.cast());
        Ok(addresses)
    }
}

/// The host's memory statistics, each with its name, in KiB.
pub(super) fn memory_stats(conn: &Connect) -> Result<Vec<(String, u64)>, Error> {
    let all = sys::VIR_NODE_MEMORY_STATS_ALL_CELLS;
    let mut count = 0;
    // SAFETY: the first call with no place asks for the count, the second fills that many.
    unsafe {
        check(sys::virNodeGetMemoryStats(conn.as_ptr(), all, ptr::null_mut(), &mut count, 0))?;
        let empty = sys::_virNodeMemoryStats { field: [0; 80], value: 0 };
        let mut stats = vec![empty; count as usize];
        check(sys::virNodeGetMemoryStats(conn.as_ptr(), all, stats.as_mut_ptr(), &mut count, 0))?;
        Ok(stats.iter().take(count as usize).map(|stat| (text(stat.field.as_ptr()), stat.value)).collect())
    }
}

/// Leaves a hole in what a sparse stream writes.
pub(super) fn send_hole(stream: &Stream, length: u64) -> Result<(), Error> {
    // SAFETY: the handle is live.
    check(unsafe { sys::virStreamSendHole(stream.as_ptr(), length as i64, 0) }).map(drop)
}

/// Ends a stream's work without using the handle up, as the crate's `finish` and `abort` do.
pub(super) fn abort(stream: &Stream) {
    // SAFETY: the handle is live. A stream that already ended refuses, which is fine.
    unsafe { sys::virStreamAbort(stream.as_ptr()) };
}

type Notify = Box<dyn Fn() + Send + Sync>;

/// Calls `notify` on the event loop's thread when something can be done with a stream. (The crate's own wrapper gives
/// libvirt a pointer to a handle that then moves.)
pub(super) fn watch(stream: &Stream, events: u32, notify: Notify) -> Result<(), Error> {
    unsafe extern "C" fn call(_: sys::virStreamPtr, _: c_int, opaque: *mut c_void) {
        // SAFETY: `opaque` is the box below, alive until libvirt calls `release`.
        let notify = unsafe { &*opaque.cast::<Notify>() };
        notify();
    }
    unsafe extern "C" fn release(opaque: *mut c_void) {
        // SAFETY: libvirt calls this once, after the last event.
        drop(unsafe { Box::from_raw(opaque.cast::<Notify>()) });
    }
    let opaque = Box::into_raw(Box::new(notify)).cast::<c_void>();
    // SAFETY: the handle is live and `opaque` outlives the registration.
    let added = check(unsafe { sys::virStreamEventAddCallback(stream.as_ptr(), events as c_int, Some(call), opaque, Some(release)) });
    if added.is_err() {
        // SAFETY: libvirt did not take it.
        drop(unsafe { Box::from_raw(opaque.cast::<Notify>()) });
    }
    added.map(drop)
}

/// Which events are waited for from now on.
pub(super) fn watch_for(stream: &Stream, events: u32) {
    // SAFETY: the handle is live; a stream that ended refuses, which its reader notices anyway.
    unsafe { sys::virStreamEventUpdateCallback(stream.as_ptr(), events as c_int) };
}

pub(super) fn unwatch(stream: &Stream) {
    // SAFETY: the handle is live.
    unsafe { sys::virStreamEventRemoveCallback(stream.as_ptr()) };
}

/// Frees an array that libvirt allocated.
///
/// # Safety
/// `list` is null or came from libvirt's allocator, which is the C library's.
unsafe fn free(list: *mut c_void) {
    unsafe extern "C" {
        fn free(pointer: *mut c_void);
    }
    unsafe { free(list) };
}
