// In: parts of a converter file at a place where nothing reads them. Out: the fixes that put them where they belong.
import { COMPRESSION_TYPE, CONFIG, CONVERTER, FILE_TYPE, SETTINGS_PLACES } from "../../converter-definition.ts";
import type { Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import { eventKey } from "../../event/keys.ts";
import type { OperatorTable } from "../../operators/table.ts";
import type { JsonNode, MemberNode, ObjectNode } from "../1-parse/tree.ts";
import { insertionInto, removalOf } from "../../settings/edits.ts";

const FILE_KEYS = Object.keys(CONVERTER.settings);
const CONFIG_KEYS = Object.keys(CONFIG.settings);

/** The settings that a function is run with where nothing else is said. */
const DEFAULTS = [`"fileType": "${FILE_TYPE.default}"`, `"compressionType": "${COMPRESSION_TYPE.default}"`];

/** The fix for a file that is only its function, or only its `converterConfig`; undefined for any other. */
export function wholeFileFix(root: JsonNode, text: string, operators: OperatorTable): Fix | undefined {
  if (isFunction(root, [...FILE_KEYS, ...CONFIG_KEYS], operators)) {
    const members = [...DEFAULTS, member("convertToAmplitudeFunc", root, text, 2)];
    const config = objectOf(members, text, 1);
    const title = "Wrap it in converterConfig.convertToAmplitudeFunc";
    return replacing(root, title, objectOf([`"converterConfig": ${config}`], text, 0));
  }
  if (!hasKeyOf(root, CONFIG_KEYS) || hasKeyOf(root, FILE_KEYS)) return undefined;
  return replacing(root, "Wrap it in converterConfig", objectOf([member("converterConfig", root, text, 1)], text, 0));
}

/** The fix for a `converterConfig` that holds the keys of the event itself; undefined for any other. */
export function bareConfigFix(config: JsonNode, text: string, operators: OperatorTable): Fix | undefined {
  const title = "Wrap it in convertToAmplitudeFunc";
  if (isFunction(config, CONFIG_KEYS, operators))
    return replacing(
      config,
      title,
      objectOf([...DEFAULTS, member("convertToAmplitudeFunc", config, text, 2)], text, 1),
    );
  if (config.kind !== "object" || hasKeyOf(config, ["convertToAmplitudeFunc"])) return undefined;
  const settings = config.members.filter(({ key }) => CONFIG_KEYS.includes(key.value));
  const others = config.members.filter((one) => !settings.includes(one));
  if (!others.some(({ key }) => eventKey(key.value) !== undefined)) return undefined;
  const texts = (members: readonly MemberNode[], depth: number): string[] =>
    members.map(({ span }) => indented(text.slice(span.start, span.end), depth));
  const event = objectOf(texts(others, 1), text, 2);
  return replacing(config, title, objectOf([...texts(settings, 0), `"convertToAmplitudeFunc": ${event}`], text, 1));
}

/** The fix that moves a member to the object of settings that has a key of its name; undefined where there is no room for it. */
export function moveFix(root: JsonNode, moved: MemberNode, owner: ObjectNode, text: string): Fix | undefined {
  const place = SETTINGS_PLACES.find(({ settings }) => Object.hasOwn(settings, moved.key.value));
  if (place === undefined || root.kind !== "object") return undefined;
  const { path } = place;
  let target = root;
  let depth = 0;
  for (; depth < path.length; depth++) {
    const inner = target.members.findLast(({ key }) => key.value === path[depth])?.value;
    if (inner === undefined) break;
    if (inner.kind !== "object") return undefined;
    target = inner;
  }
  const missing = path.slice(depth);
  if (missing.length === 0 && hasKeyOf(target, [moved.key.value])) return undefined;
  const before = missing.map((key) => `${JSON.stringify(key)}: { `).join("");
  const after = " }".repeat(missing.length);
  const { start, end } = moved.span;
  const edits: TextEdit[] =
    target === owner
      ? [
          { span: { start, end: start }, text: before },
          { span: { start: end, end }, text: after },
        ]
      : [removalOf(moved, owner), insertionInto(target, `${before}${text.slice(start, end)}${after}`, text)];
  return { title: path.length === 0 ? "Move it to the top of the file" : `Move it into ${path.join(".")}`, edits };
}

/** Whether a node is an expression that yields an event, and not an object of settings. */
function isFunction(node: JsonNode, settings: readonly string[], operators: OperatorTable): boolean {
  if (node.kind === "array")
    return node.items[0]?.kind === "string" && operators.get(node.items[0].value) !== undefined;
  if (node.kind !== "object" || hasKeyOf(node, settings)) return false;
  const known = node.members.filter(({ key }) => eventKey(key.value) !== undefined).length;
  return known > 0 && known * 2 >= node.members.length;
}

function hasKeyOf(node: JsonNode, keys: readonly string[]): boolean {
  return node.kind === "object" && node.members.some(({ key }) => keys.includes(key.value));
}

function member(key: string, { span }: JsonNode, text: string, depth: number): string {
  return `${JSON.stringify(key)}: ${indented(text.slice(span.start, span.end), depth)}`;
}

/** Text of several lines, further in by levels of two spaces; no string of JSON holds a line break. */
function indented(piece: string, depth: number): string {
  return piece.replace(/\r?\n/g, (line) => `${line}${"  ".repeat(depth)}`);
}

/** An object on one line, or over several where the file has several; `depth` is that of its opening brace. */
function objectOf(members: readonly string[], text: string, depth: number): string {
  if (!text.trim().includes("\n")) return `{ ${members.join(", ")} }`;
  const inner = "  ".repeat(depth + 1);
  return `{\n${members.map((one) => `${inner}${one}`).join(",\n")}\n${"  ".repeat(depth)}}`;
}

function replacing({ span }: JsonNode, title: string, text: string): Fix {
  return { title, edits: [{ span, text }] };
}
