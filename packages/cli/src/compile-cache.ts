// Keeps the compiled code of the command from one start to the next, where nobody else can put code of theirs.
import { mkdirSync, realpathSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/**
 * Has Node keep what it compiles in a folder of the user's own, or nowhere. By default Node takes a name in the shared temporary
 * folder: whoever makes that first runs code as everyone who starts the command.
 */
export function keepCompiledCode(): void {
  const folder = privateCacheFolder();
  if (folder !== undefined) enableCompileCache(folder);
}

/**
 * The folder, made if need be; undefined where others could write to it, or to a folder on the way to it.
 * @param user the id of the user; absent on Windows, where the folder belongs to the user's profile.
 */
export function privateCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  user: number | undefined = process.getuid?.(),
): string | undefined {
  const folder = join(cacheHome(env), "heddle", "compiled");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return user === undefined || isPrivate(realpathSync(folder), user) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function cacheHome({ XDG_CACHE_HOME: xdg, LOCALAPPDATA: local }: NodeJS.ProcessEnv): string {
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  return process.platform === "win32" && local !== undefined ? local : join(homedir(), ".cache");
}

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
/** In such a folder only its owner can rename or remove an entry. */
const STICKY = 0o1000;

function isPrivate(folder: string, user: number): boolean {
  const { uid, mode } = statSync(folder);
  if (uid !== user || (mode & OTHERS) !== 0) return false;
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const parent = statSync(dirname(at));
    if (parent.uid !== user && parent.uid !== 0) return false;
    if ((parent.mode & OTHERS_WRITE) !== 0 && (parent.mode & STICKY) === 0) return false;
  }
  return true;
}
