"""The system calls that no program here may make. Why a list of these: see `seccomp`."""

DENIED = (
    # Other processes' memory and descriptors.
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "process_mrelease",
    "pidfd_getfd",
    "kcmp",
    # Namespaces and mounts.
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "open_tree_attr",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "statmount",
    "listmount",
    # Files past any path, and so past Landlock and the root.
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    # Pins whole huge pages of 2 MB by one page of a pipe, after the process gave them back.
    "vmsplice",
    # Where most holes of recent years were, and what goes round this filter (io_uring).
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "io_setup",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "keyctl",
    "add_key",
    "request_key",
    # Memory that no process shows, and objects that outlive them all.
    "memfd_create",
    "memfd_secret",
    "shmget",
    "semget",
    "msgget",
    "mq_open",
    # Where memory lies, which may be asked for other processes.
    "mbind",
    "migrate_pages",
    "move_pages",
    "set_mempolicy",
    "set_mempolicy_home_node",
    # The machine: all need a privilege, of which there is none.
    "acct",
    "adjtimex",
    "clock_adjtime",
    "clock_settime",
    "delete_module",
    "finit_module",
    "init_module",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "lookup_dcookie",
    "lsm_set_self_attr",
    "modify_ldt",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "setdomainname",
    "sethostname",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "uselib",
    "vhangup",
)

# What Landlock has no right for: whoever owns a file may do these by its path, and some by a
# descriptor that is open for reading. So where the learner's own files are there, none is done, not
# even in the run's own folder, as no filter sees which file a path means.

WITHOUT_EFFECT = (
    # These succeed and do nothing, since copying files does them (shutil.copy, zipfile, tarfile).
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "futimesat",
    "utime",
    "utimensat",
    "utimes",
)
NOT_SUPPORTED = (
    # As on a file system without extended attributes, which all that copy files cope with.
    "fremovexattr",
    "fsetxattr",
    "lremovexattr",
    "lsetxattr",
    "removexattr",
    "removexattrat",
    "setxattr",
    "setxattrat",
)
NOT_PERMITTED = (
    # As nearly always for those who are not root.
    "chown",
    "fchown",
    "fchownat",
    "file_setattr",
    "lchown",
)
