import pytest

from asynclearn.sandbox.linux import landlock


@pytest.mark.parametrize("version", ["1", "4", "99"])
def test_only_what_is_allowed_is_reached(told, who, version):
    source = """\
        import tempfile
        refused = []
        for path in ("/etc/passwd", "/proc/1/cmdline", "/proc/version", "/", "/root", "/home"):
            try:
                os.listdir(path) if path.count("/") == 1 else open(path).read()
            except PermissionError:
                refused.append(path)
        for path in ("/tmp/new", "/dev/shm/new", "/var/tmp/new"):
            try:
                open(path, "w")
            except PermissionError:
                refused.append(path)
        open("own", "w").write("x")
        os.mkdir("folder")
        os.rename("own", "other")
        tell([len(refused), open("other").read(), len(open("/dev/urandom", "rb").read(3))])
        """
    assert told(source, "machine", who, LANDLOCK=version) == [9, "x", 3]


def test_the_interpreter_and_its_subprocesses_work(told, who):
    source = """\
        import asyncio, sqlite3, ssl, subprocess
        child = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True)
        shell = subprocess.run("echo x", shell=True, capture_output=True, text=True)
        asyncio.run(asyncio.sleep(0))
        tell([child.stdout, shell.stdout])
        """
    assert told(source, "machine", who) == ["1\n", "x\n"]


def test_devices_can_not_be_made(told):
    source = """\
        process.forbid_new_privileges()
        known = landlock.features()
        rules = landlock.Ruleset(known, tcp=False)
        rules.allow("/", landlock.EVERYTHING)
        rules.enforce()
        refused = []
        for kind in (0o020666, 0o060666):
            try:
                os.mknod("device", kind, os.makedev(1, 3))
            except PermissionError as error:
                refused.append(error.errno)
        os.mkfifo("pipe")
        tell(len(refused))
        """
    assert told(source) == 2


def test_ports_that_are_not_allowed_are_closed(told, who):
    source = """\
        import socket
        process.forbid_new_privileges()
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as two:
            rules = landlock.Ruleset(landlock.features(), tcp=True)
            rules.allow_port(one.getsockname()[1], landlock.CONNECT_TCP)
            rules.enforce()
            codes = []
            for server in (one, two):
                with socket.socket() as client:
                    codes.append(client.connect_ex(("127.0.0.1", server.getsockname()[1])))
            try:
                socket.create_server(("127.0.0.1", 0))
            except PermissionError:
                codes.append("bind")
        tell(codes)
        """
    if not landlock.features().tcp:
        pytest.skip("this kernel's Landlock does not cover TCP")
    assert told(source, "open", who) == [0, 13, "bind"]


def test_signals_and_abstract_sockets_stay_within(told, who):
    source = """\
        import signal, socket
        server = socket.socket(socket.AF_UNIX)
        server.bind(f"\\0asynclearn-{os.getpid()}")
        server.listen()
        parent = os.getpid()
        supervisor = os.fork()
        if supervisor == 0:
            process.forbid_new_privileges()
            landlock.confine_signals(landlock.features())
            child = os.fork()
            if child == 0:
                signal.pause()
            try:
                os.kill(parent, 0)
            except PermissionError:
                signals = "closed"
            client = socket.socket(socket.AF_UNIX)
            code = client.connect_ex(f"\\0asynclearn-{parent}")
            os.kill(-1, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            tell([signals, code, os.waitstatus_to_exitcode(status)])
            os._exit(0)
        os.waitpid(supervisor, 0)
        """
    if not landlock.features().signals:
        pytest.skip("this kernel's Landlock has no scope of signals")
    assert told(source, "open", who) == ["closed", 1, -9]


def test_an_older_kernel_is_told_as_it_is():
    assert [landlock.features(each).tcp for each in (1, 3, 4)] == [False, False, True]
    assert [landlock.features(each).signals for each in (1, 5)] == [False, False]
    with pytest.raises(OSError, match="landlock_create_ruleset"):
        landlock.features(0)


def test_what_can_not_be_held_is_refused_and_not_left_open():
    old = landlock.features(3)
    with pytest.raises(OSError, match="TCP"):
        landlock.Ruleset(old, tcp=True)
    with pytest.raises(OSError, match="signals"):
        landlock.confine_signals(old)


def test_without_no_new_privileges_nothing_is_enforced_and_it_is_told(told):
    source = """\
        identity.is_root() and identity.become(60578, 60578)
        try:
            landlock.Ruleset(landlock.features(), tcp=False).enforce()
        except OSError as error:
            tell(str(error))
        """
    assert told(source) == "[Errno 1] landlock_restrict_self: Operation not permitted"
