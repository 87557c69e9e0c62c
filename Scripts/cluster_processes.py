"""What the cluster tests disturb: a PostgreSQL server, a proxy before it, workers that are killed."""
import os, pathlib, random, shutil, signal, socket, subprocess, tempfile, threading, time


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Server:
    """A PostgreSQL server of its own."""

    def __init__(self, folder, connections):
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self.programs = versions[-1].parent
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fledge-pg-", dir="/tmp"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.data, self.port = self.folder / "data", free_port()
        self.run(f"{self.programs}/initdb -D {self.data} -A trust -U postgres --no-sync --no-locale -E UTF8")
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nmax_connections = {connections}\n")
            file.write(f"unix_socket_directories = '{self.folder}'\n")
        self.start()

    def run(self, command):
        shell = ["su", "postgres", "-s", "/bin/sh", "-c", command] if os.getuid() == 0 else ["/bin/sh", "-c", command]
        subprocess.run(shell, cwd="/", check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def start(self):
        self.run(f"{self.programs}/pg_ctl -D {self.data} -l {self.folder}/log -w start")

    def kill(self):
        """Ends the server as a power cut would; its children end with it."""
        number = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        while os.path.exists(f"/proc/{number}"):
            time.sleep(0.02)

    def sql(self, text):
        return subprocess.run(
            [f"{self.programs}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-qAtc", text],
            check=True, capture_output=True, text=True).stdout.strip()

    def url(self, port=None):
        return f"postgres://postgres@127.0.0.1:{port or self.port}/postgres"

    def close(self):
        try:
            self.run(f"{self.programs}/pg_ctl -D {self.data} -m immediate -w stop")
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy:
    """Forwards connections to the server, except while it stalls."""

    def __init__(self, target):
        self.target, self.stalled = target, threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        while self.stalled.is_set():
            time.sleep(0.05)
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        for source, sink in [(client, server), (server, client)]:
            threading.Thread(target=self.forward, args=(source, sink), daemon=True).start()

    def forward(self, source, sink):
        try:
            while data := source.recv(65536):
                while self.stalled.is_set():
                    time.sleep(0.05)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


class Workers:
    """Processes that are replaced when they are killed."""

    def __init__(self, command, count, folder, faketime=None):
        self.command, self.folder, self.faketime = command, folder, faketime
        self.errors = open(folder / "errors.txt", "w")
        self.processes = [self.begin(slot) for slot in range(count)]
        self.kills, self.stopped, self.sleeps, self.codes = 0, None, 0, []

    def begin(self, slot):
        command = self.command
        if slot == 1 and self.faketime:
            command = ["faketime", "-f", "+1h", *command]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=self.errors, start_new_session=True)

    def kill(self):
        slot = random.choice([k for k in range(len(self.processes)) if k != self.stopped])
        process = self.processes[slot]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.kills += 1
            self.processes[slot] = self.begin(slot)

    def stop(self, slot):
        if self.processes[slot].poll() is None:
            self.stopped = slot
            os.killpg(self.processes[slot].pid, signal.SIGSTOP)

    def wake(self):
        if self.stopped is not None:
            os.killpg(self.processes[self.stopped].pid, signal.SIGCONT)
            self.stopped = None
            self.sleeps += 1

    def wait(self, seconds):
        end = time.time() + seconds
        for process in self.processes:
            self.codes.append(process.wait(max(1, end - time.time())))

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.errors.close()
