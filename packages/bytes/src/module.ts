// The WebAssembly module as JavaScript calls it, and its memory.
import { parseJson, stringifyJson } from "@heddle/compiler";
import { PAGES, RESULTS } from "./layout.gen.ts";
import { MODULE } from "./module.gen.ts";

/** Addresses and lengths are in bytes. */
export interface ModuleExports {
  reset(): number;
  allocate(size: number): number;
  newContainer(flags: number): number;
  planKey(container: number, name: number, length: number): number;
  passOn(key: number): void;
  setPlan(root: number, steps: number, hasRules: number, needsTime: number, canFail: number): void;
  setLimits(maxUnits: number, minId: number, groupTypes: number, groupValues: number, maxRow: number): void;
  setUnits(inputs: number, inputCount: number, unitCount: number, rowsPerScan: number): void;
  setIds(refused: number, insertId: number, insertIdLength: number): void;
  setOperations(operations: number): void;
  setOutput(start: number, end: number): void;
  setLines(): void;
  setColumns(columns: number): void;
  setCells(delimiter: number, quote: number, columns: number): void;
  run(start: number, end: number, out: number): number;
  scan(start: number, end: number): void;
  finish(from: number, out: number): number;
  findRecords(
    start: number,
    end: number,
    until: number,
    maxRow: number,
    most: number,
    delimiter: number,
    quote: number,
  ): number;
  unpackSnappy(start: number, end: number, out: number, limit: number): number;
  writeEntries(entries: number, count: number, limit: number): number;
  locateIds(): void;
  isUtf8(start: number, end: number): number;
  isCanonicalNumber(at: number, length: number): number;
}

export interface Instance {
  readonly exports: ModuleExports;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
  readonly units: Uint16Array<ArrayBuffer>;
  result(index: number): number;
  setResult(index: number, value: number): void;
}

/** The part of the engine's WebAssembly that is used here; its types come with neither ECMAScript's library nor Node's. */
interface Engine {
  /** In Node. */
  readonly Buffer?: { from(text: string, encoding: "base64"): Uint8Array };
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => CompiledModule;
    readonly Memory: new (size: { initial: number; maximum?: number }) => Memory;
    readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
  };
}

/** Memory of an instance, in pages of 64 KiB. What it had as its buffer is gone once it has grown. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A module that any instance, on any thread, can be made of. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: string;
}

const engine = globalThis as unknown as Engine;

/** The module, compiled once for a process; undefined where WebAssembly or its SIMD is missing, or a page forbids it. */
export function compileModule(base64: string = MODULE): CompiledModule | undefined {
  try {
    return new engine.WebAssembly.Module(decodeBase64(base64));
  } catch {
    return undefined;
  }
}

/** By what Node has for it: V8 optimises a loop over the whole text, which takes longer than the loop, at every start. */
function decodeBase64(text: string): Uint8Array {
  if (engine.Buffer !== undefined) return engine.Buffer.from(text, "base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** @throws RangeError where the process may not have it */
export function newMemory(initial: number, maximum?: number): Memory {
  return new engine.WebAssembly.Memory({ initial, ...(maximum === undefined ? {} : { maximum }) });
}

/** Instantiates the module in some memory. */
export function instantiateIn(module: CompiledModule, memory: Memory): ModuleExports {
  const bytes = new Uint8Array(memory.buffer);
  const writeNumber = (at: number, length: number, to: number, most: number): number => {
    let text = "";
    for (let i = 0; i < length; i += 1) text += String.fromCharCode(bytes[at + i] ?? 0);
    const written = stringifyJson(parseJson(text));
    if (written.length > most) return 0;
    for (let i = 0; i < written.length; i += 1) bytes[to + i] = written.charCodeAt(i);
    return written.length;
  };
  const writeDouble = (value: number, to: number): number => {
    const written = JSON.stringify(value);
    for (let i = 0; i < written.length; i += 1) bytes[to + i] = written.charCodeAt(i);
    return to + written.length;
  };
  const abort = (_message: number, _file: number, line: number, column: number): never => {
    throw new Error(`a bound of packages/bytes was exceeded at ${line}:${column}`);
  };
  const { exports } = new engine.WebAssembly.Instance(module, {
    env: { memory, abort },
    canonical: { writeNumber },
    columns: { writeDouble },
  });
  return exports as ModuleExports;
}

export function instantiate(module: CompiledModule): Instance {
  const memory = newMemory(PAGES, PAGES);
  const { buffer } = memory;
  const numbers = new Uint32Array(buffer);
  return {
    exports: instantiateIn(module, memory),
    bytes: new Uint8Array(buffer),
    numbers,
    doubles: new Float64Array(buffer),
    units: new Uint16Array(buffer),
    result: (index) => numbers[(RESULTS >> 2) + index] ?? 0,
    setResult: (index, value) => {
      numbers[(RESULTS >> 2) + index] = value;
    },
  };
}

/** Undefined where its memory does not fit, as under a limit of addresses (`ulimit -v`), of which engines take gigabytes as guards. */
export function instantiateWithin(module: CompiledModule): Instance | undefined {
  try {
    return instantiate(module);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
