// From a Helm chart and values to its manifests, for what the templates of deploy/helm use of Go's template language and of Helm's functions.
// What it does not know, it refuses.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";

type Value = unknown;
type Values = Readonly<Record<string, Value>>;
type Scope = ReadonlyMap<string, Value>;

type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipeline: string }
  | Block;

interface Block {
  readonly kind: "if" | "with" | "range";
  readonly pipeline: string;
  readonly body: Node[];
  readonly other: Node[];
}

/** The manifests that `helm template RELEASE` prints, and its notes. */
export interface Rendered {
  readonly manifests: readonly Values[];
  readonly notes: string;
}

/** Renders the chart in a folder with its own values under those given. @throws where a template fails. */
export function renderChart(folder: string, given: Values, release = "acme"): Rendered {
  const chart = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as Values;
  const values = mergeOver(parse(readFileSync(join(folder, "values.yaml"), "utf8")) as Values, given);
  const root = {
    Values: values,
    Release: { Name: release, Namespace: "jobs", Service: "Helm" },
    Chart: { Name: chart["name"], Version: chart["version"], AppVersion: chart["appVersion"] },
  };
  const templates = new Map<string, Node[]>();
  const files = globSync("templates/*", { cwd: folder }).toSorted();
  const pages = files.map((path) => ({
    path,
    nodes: parseTemplate(readFileSync(join(folder, path), "utf8"), templates),
  }));
  const rendered = pages.map(({ path, nodes }) => ({ path, text: createRenderer(templates).all(nodes, root) }));
  return {
    manifests: rendered
      .filter(({ path }) => path.endsWith(".yaml"))
      .flatMap(({ text }) => parseAllDocuments(text))
      .map((document) => {
        if (document.errors[0] !== undefined) throw document.errors[0];
        return document.toJS() as Values | null;
      })
      .filter((manifest) => manifest !== null),
    notes: rendered.find(({ path }) => path.endsWith("NOTES.txt"))?.text ?? "",
  };
}

/** As Helm merges values: maps key by key, everything else as a whole. */
function mergeOver(under: Values, over: Values): Values {
  const merged: Record<string, Value> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isMap(below) && isMap(value) ? mergeOver(below, value) : value;
  }
  return merged;
}

function isMap(value: Value): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Its nodes; what it defines goes into `templates`. */
function parseTemplate(text: string, templates: Map<string, Node[]>): Node[] {
  const top: Node[] = [];
  /** The lists that are open, the innermost last. */
  const open: { into: Node[]; readonly block?: Block }[] = [{ into: top }];
  const add = (node: Node): void => void open.at(-1)?.into.push(node);
  // A dash takes the white space on its side away.
  for (const part of text
    .replace(/\s*\{\{-\s/g, "{{ ")
    .replace(/\s-\}\}\s*/g, " }}")
    .split(/(\{\{[\s\S]*?\}\})/)) {
    const action = /^\{\{\s*([\s\S]*?)\s*\}\}$/.exec(part)?.[1];
    if (action === undefined) add({ kind: "text", text: part });
    else if (action === "end") open.pop();
    else if (action === "else") {
      const block = open.at(-1)?.block ?? fail("an else without its block");
      open[open.length - 1] = { into: block.other, block };
    } else if (!action.startsWith("/*")) {
      const [, word, pipeline = ""] = /^(define|if|with|range)\s+([\s\S]*)$/.exec(action) ?? [];
      if (word === undefined) add({ kind: "print", pipeline: action });
      else if (word === "define") {
        const body: Node[] = [];
        templates.set(String(JSON.parse(pipeline)), body);
        open.push({ into: body });
      } else {
        const block: Block = { kind: word as Block["kind"], pipeline, body: [], other: [] };
        add(block);
        open.push({ into: block.body, block });
      }
    }
  }
  if (open.length !== 1) fail("a block without its end");
  return top;
}

function fail(message: string): never {
  throw new Error(message);
}

interface Renderer {
  all(nodes: readonly Node[], dot: Value): string;
}

function createRenderer(templates: ReadonlyMap<string, Node[]>): Renderer {
  const functions = helmFunctions((name, dot) => all(templates.get(name) ?? fail(`no template ${name}`), dot));
  const evaluate = (pipeline: string, dot: Value, scope: Scope): Value =>
    evaluatePipeline(pipeline, dot, scope, functions);
  const all = (nodes: readonly Node[], dot: Value, outer: Scope = new Map([["$", dot]])): string => {
    const scope = new Map(outer);
    return nodes.map((node) => one(node, dot, scope)).join("");
  };
  const one = (node: Node, dot: Value, scope: Map<string, Value>): string => {
    if (node.kind === "text") return node.text;
    if (node.kind === "print") {
      const [, name, pipeline = ""] = /^(\$\w+)\s*:=\s*([\s\S]*)$/.exec(node.pipeline) ?? [];
      if (name === undefined) return printed(evaluate(node.pipeline, dot, scope), node.pipeline);
      scope.set(name, evaluate(pipeline, dot, scope));
      return "";
    }
    const [, key, item, pipeline = node.pipeline] = /^(\$\w+),\s*(\$\w+)\s*:=\s*([\s\S]*)$/.exec(node.pipeline) ?? [];
    const value = evaluate(pipeline, dot, scope);
    if (!isTrue(value)) return all(node.other, dot, scope);
    if (node.kind === "if") return all(node.body, dot, scope);
    if (node.kind === "with") return all(node.body, value, scope);
    return Object.entries(value as Values)
      .map(([name, each]) => all(node.body, each, new Map([...scope, [key ?? "", name], [item ?? "", each]])))
      .join("");
  };
  return { all };
}

/** What Go prints; nothing that is missing, which is a mistake here. */
function printed(value: Value, pipeline: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  return fail(`{{ ${pipeline} }} has nothing to print`);
}

function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}

type Functions = Readonly<Record<string, (...args: readonly Value[]) => Value>>;

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+)|([()|])|([$.\w]+))/y;

function evaluatePipeline(pipeline: string, dot: Value, scope: Scope, functions: Functions): Value {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pipeline.trimEnd().length) {
    const found = TOKEN.exec(pipeline) ?? fail(`cannot read {{ ${pipeline} }}`);
    tokens.push(found[0].trim());
  }
  let at = 0;
  const operand = (token: string): Value => {
    if (token === "(") {
      const value = commands();
      if (tokens[at++] !== ")") fail(`a parenthesis is open in {{ ${pipeline} }}`);
      return value;
    }
    if (token.startsWith('"') || /^-?\d/.test(token)) return JSON.parse(token) as Value;
    if (token === "true" || token === "false") return token === "true";
    const [base = "", ...path] = token.split(".");
    const start = base === "" ? dot : scope.has(base) ? scope.get(base) : fail(`there is no ${token}`);
    return path.filter(Boolean).reduce<Value>((value, key) => {
      if (!isMap(value)) return fail(`{{ ${pipeline} }}: nothing has the key ${key}`);
      return value[key];
    }, start);
  };
  const command = (piped: readonly Value[]): Value => {
    const [name = ""] = tokens.slice(at);
    const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (called !== undefined) at += 1;
    const args: Value[] = [];
    while (at < tokens.length && tokens[at] !== "|" && tokens[at] !== ")") {
      const token = tokens[at++] ?? "";
      // A function without arguments.
      args.push(Object.hasOwn(functions, token) ? functions[token]?.() : operand(token));
    }
    if (called !== undefined) return called(...args, ...piped);
    return args.length === 1 && piped.length === 0
      ? args[0]
      : fail(`{{ ${pipeline} }} calls no function that is known`);
  };
  const commands = (): Value => {
    let value = command([]);
    while (tokens[at] === "|") {
      at += 1;
      value = command([value]);
    }
    return value;
  };
  const value = commands();
  return at === tokens.length ? value : fail(`cannot read all of {{ ${pipeline} }}`);
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Of Go, of Sprig and of Helm. */
function helmFunctions(include: (name: string, dot: Value) => string): Functions {
  return {
    and: (...args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1),
    or: (...args) => args.find(isTrue) ?? args.at(-1),
    not: (value) => !isTrue(value),
    eq: (a, b) => a === b,
    add: (a, b) => Number(a) + Number(b),
    int: (value) => Math.trunc(Number(value)),
    include: (name, dot) => include(String(name), dot),
    printf: (format, ...args) => String(format).replaceAll("%s", () => String(args.shift())),
    quote: (value) => JSON.stringify(String(value)),
    default: (fallback, value) => (isTrue(value) ? value : fallback),
    trunc: (length, text) => String(text).slice(0, Number(length)),
    trimSuffix: (suffix, text) =>
      String(text).endsWith(String(suffix)) ? String(text).slice(0, -String(suffix).length) : text,
    nindent: (width, text) => `\n${String(text).replace(/^/gm, " ".repeat(Number(width)))}`,
    sha256sum: (text) => createHash("sha256").update(String(text)).digest("hex"),
    dict: (...args) => Object.fromEntries(args.flatMap((key, i) => (i % 2 === 0 ? [[String(key), args[i + 1]]] : []))),
    set: (map, key, value) => ({ ...(map as Values), [String(key)]: value }),
    deepCopy: (value) => structuredClone(value),
    mergeOverwrite: (under, over) => mergeOver(under as Values, over as Values),
    toYaml: (value) => stringify(sorted(value), { lineWidth: 0 }).trimEnd(),
    toPrettyJson: (value) => JSON.stringify(sorted(value), undefined, 2),
    fail: (message) => fail(String(message)),
  };
}
