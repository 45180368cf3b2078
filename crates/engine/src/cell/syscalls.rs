//! Which calls the child may make of the kernel: no sockets, no new processes, nothing opened for writing, none of
//! the doors that only administrators or debuggers need. A seccomp filter that refuses and lets all else through,
//! because what ffmpeg's many libraries need changes with every build.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

pub(super) fn restrict() -> Result<(), String> {
    let filters = [(refused()?, libc::EPERM), (unknown(), libc::ENOSYS)];
    for (rules, errno) in filters {
        let program = compile(rules, errno.unsigned_abs()).map_err(|error| format!("seccomp: {error}"))?;
        seccompiler::apply_filter(&program).map_err(|error| format!("seccomp: {error}"))?;
    }
    Ok(())
}

fn compile(rules: Rules, errno: u32) -> Result<BpfProgram, seccompiler::BackendError> {
    SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(errno),
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}

/// Calls whose arguments a filter cannot look into; the C library falls back to older ones when told that the kernel
/// does not know them.
fn unknown() -> Rules {
    everywhere(&[libc::SYS_clone3, libc::SYS_openat2, libc::SYS_io_uring_setup])
}

fn refused() -> Result<Rules, String> {
    let mut rules = everywhere(ALWAYS);
    #[cfg(target_arch = "x86_64")]
    {
        rules.extend(everywhere(ALWAYS_OLD));
        add(&mut rules, libc::SYS_open, writing(1)?);
    }
    add(&mut rules, libc::SYS_openat, writing(2)?);
    let no_thread = condition(0, mask(libc::CLONE_THREAD), 0)?;
    add(&mut rules, libc::SYS_clone, vec![rule(no_thread)?]);
    Ok(rules)
}

fn everywhere(calls: &[i64]) -> Rules {
    let mut rules = Rules::new();
    for call in calls {
        add(&mut rules, *call, Vec::new());
    }
    rules
}

/// On x86-64 every call has a second number, that of the x32 ABI.
fn add(rules: &mut Rules, call: i64, when: Vec<SeccompRule>) {
    #[cfg(target_arch = "x86_64")]
    rules.insert(call | 0x4000_0000, when.clone());
    rules.insert(call, when);
}

/// Opening for anything but reading: flags in argument `argument`.
fn writing(argument: u8) -> Result<Vec<SeccompRule>, String> {
    let mode = mask(libc::O_ACCMODE);
    [
        (mode, mask(libc::O_WRONLY)),
        (mode, mask(libc::O_RDWR)),
        (mask(libc::O_CREAT), mask(libc::O_CREAT)),
        (mask(libc::O_TRUNC), mask(libc::O_TRUNC)),
    ]
    .into_iter()
    .map(|(mask, value)| rule(condition(argument, mask, value)?))
    .collect()
}

fn mask(bits: libc::c_int) -> u64 {
    u64::from(bits.unsigned_abs())
}

fn condition(argument: u8, mask: u64, value: u64) -> Result<SeccompCondition, String> {
    SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(mask),
        value,
    )
    .map_err(|error| format!("seccomp: {error}"))
}

fn rule(condition: SeccompCondition) -> Result<SeccompRule, String> {
    SeccompRule::new(vec![condition]).map_err(|error| format!("seccomp: {error}"))
}

const ALWAYS: &[i64] = &[
    // the network
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    // changing what is on disk by name
    libc::SYS_unlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_mkdirat,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mknodat,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_truncate,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    // other processes
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    // leaving the group that is killed as one
    libc::SYS_setpgid,
    libc::SYS_setsid,
    // doors for administrators and debuggers
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_open_by_handle_at,
];

/// Calls that newer architectures have no longer.
#[cfg(target_arch = "x86_64")]
const ALWAYS_OLD: &[i64] = &[
    libc::SYS_creat,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_link,
    libc::SYS_symlink,
    libc::SYS_mknod,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_fork,
    libc::SYS_vfork,
];
