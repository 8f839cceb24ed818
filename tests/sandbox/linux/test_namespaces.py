import socket


def test_ids_stay_as_they_are(told, who):
    inside = told("tell([os.getuid(), os.getgid()])", "namespaces", who)
    if who == "ordinary":
        assert inside == [65533, 65533]
    else:
        assert 0 not in inside


def test_namespaces_can_not_be_nested(told, who):
    source = """\
        user, group = os.getuid(), os.getgid()
        if identity.is_root():
            identity.become(60578, 60578)
        namespaces.enter_user_namespace()
        namespaces.forbid_nesting()
        refused = []
        for kind in ("USER", "MOUNT", "PROCESS", "NETWORK", "IPC", "UTS"):
            try:
                namespaces.unshare(getattr(namespaces, kind))
            except OSError as error:
                refused.append(error.errno)
        tell(refused)
        """
    assert told(source, "open", who) == [28] * 6  # ENOSPC: beyond the count


def test_loopback_is_up_and_there_is_no_other_network(told, who):
    source = """\
        import asyncio, socket

        async def answer(reader, writer):
            writer.write(await reader.readline())
            await writer.drain()
            writer.close()

        async def ask(host):
            server = await asyncio.start_server(answer, host, 0)
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"hello\\n")
            said = await reader.readline()
            writer.close()
            server.close()
            return said.decode()

        said = [asyncio.run(ask(host)) for host in ("127.0.0.1", "localhost", "::1")]
        with socket.socket() as outside:
            code = outside.connect_ex(("1.1.1.1", 53))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            sent = datagrams.connect_ex(("8.8.8.8", 53))
        tell([said, code, sent])
        """
    assert told(source, "namespaces", who) == [["hello\n"] * 3, 101, 101]  # ENETUNREACH


def test_a_server_of_the_machine_is_out_of_reach(told, who):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"""\
            import socket
            with socket.socket() as client:
                tell(client.connect_ex(("127.0.0.1", {port})))
            """
        assert told(source, "namespaces", who) == 111  # ECONNREFUSED


def test_an_abstract_socket_of_the_machine_is_out_of_reach(told, who):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(b"\0asynclearn-test-" + who.encode())
        server.listen()
        source = f"""\
            import socket
            with socket.socket(socket.AF_UNIX) as client:
                tell(client.connect_ex(b"\\0asynclearn-test-{who}"))
            """
        assert told(source, "namespaces", who) in {1, 111}  # EPERM, ECONNREFUSED


def test_unix_sockets_and_pairs_work_inside(told, who):
    source = """\
        import socket
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind("/tmp/socket")
            server.listen()
            client.connect("/tmp/socket")
        one, other = socket.socketpair()
        one.send(b"x")
        tell(other.recv(1).decode())
        """
    assert told(source, "namespaces", who) == "x"


def test_the_machine_has_another_name(told, who):
    assert told("tell(os.uname().nodename)", "namespaces", who) == "sandbox"


def test_all_is_over_when_the_supervisor_is(told, who):
    """The kernel ends a pid namespace with its first process."""
    source = """\
        probe.gain_rights(identity.choose() if identity.is_root() else os.getuid())
        namespaces.unshare(namespaces.PROCESS)
        reading, writing = os.pipe()
        started, starting = os.pipe()
        supervisor = os.fork()
        if supervisor == 0:
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.setsid()
                    os.write(starting, b"1")
                    while True:
                        os.read(0, 1) or __import__("time").sleep(60)
                os._exit(0)
            os.read(started, 1)
            os._exit(0)
        os.close(writing)
        os.waitpid(supervisor, 0)
        tell(os.read(reading, 1).decode())  # the end: whoever held the other side is dead
        """
    assert told(source, "open", who) == ""


def test_the_zygote_takes_back_its_own_pid_namespace(told, who):
    """So that each run is one fork away, and can have a namespace of its own."""
    source = """\
        probe.gain_rights(identity.choose() if identity.is_root() else os.getuid())
        namespaces.unshare(namespaces.PROCESS)
        zygote = os.fork()
        if zygote:
            os._exit(os.waitstatus_to_exitcode(os.waitpid(zygote, 0)[1]))
        own = namespaces.open_own("pid")
        reading, writing = os.pipe()
        seen = []
        for _ in range(3):
            namespaces.unshare(namespaces.PROCESS)
            if os.fork() == 0:
                os.write(writing, b"%d" % os.getpid())
                os._exit(0)
            namespaces.join(own, namespaces.PROCESS)
            os.wait()
            seen.append(os.read(reading, 9).decode())
        tell(seen)
        """
    assert told(source, "open", who) == ["1", "1", "1"]


def test_joining_what_is_no_namespace_is_an_error_with_its_name(told):
    source = """\
        try:
            namespaces.join(0, namespaces.PROCESS)
        except OSError as error:
            tell(str(error))
        """
    assert told(source).startswith("[Errno 22] setns: ")
