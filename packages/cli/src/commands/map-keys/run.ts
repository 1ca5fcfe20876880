// heddle map-keys: from keys of objects on standard input to the events of those objects on standard output.
import { printable } from "@heddle/compiler/printable";
import type { ObjectInputs, SourceConfig } from "@heddle/runtime";
import { addCounts, type InputFile, noRows, type RowCounts, sum } from "@heddle/runtime/local";
import { objectAddress, type ObjectAddress } from "../../command/value-types.ts";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { failureLines } from "../../failure-text.ts";
import { Misuse } from "../../failure.ts";
import { createMapState, mapFile } from "../../map-file.ts";
import { loadMapping } from "../../mapping.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatCount } from "../../report/format.ts";
import { layoutOf } from "../../report/layout.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import { linesOf } from "./lines.ts";

type MapKeysInput = InputOf<typeof command>;

/** Exit code 1: the converter has errors, an object could not be read to its end, or `strict` found rows set aside. */
export async function run(input: MapKeysInput, terminal: Terminal): Promise<number> {
  await requireFile(input.converter);
  const mapping = await loadMapping(input.converter, input, terminal);
  if (mapping === undefined) return 1;
  const { source } = mapping;
  if (source !== undefined && input.bucket !== undefined)
    throw new Misuse("--bucket goes with a converter; a source file names its own bucket");
  const state = createMapState(mapping, { raw: false, inputHasPlace: false, verify: false, now: input.now }, terminal);
  const { objectInputs } = await import("@heddle/runtime");
  const inputs = objectInputs(source);
  const total = noRows();
  let objects = 0;
  try {
    for await (const found of objectsOf(inputs, placesOf(input, source, terminal))) {
      if ("failure" in found) {
        await terminal.err.write(failureLines(found.name, found.failure, terminal.err));
        return 1;
      }
      const { counts, failed } = await mapFile(found.file, state);
      objects += 1;
      addCounts(total, counts);
      if (failed || (input.strict && sum(counts.setAside) > 0)) return 1;
    }
  } finally {
    terminal.input.destroy?.();
    inputs.close();
    await writeSummary(objects, total, terminal);
  }
  return 0;
}

/** The places that the lines of standard input name. @throws Misuse for a line that names none. */
async function* placesOf(
  { bucket: given }: Pick<MapKeysInput, "bucket">,
  source: SourceConfig | undefined,
  { input }: Pick<Terminal, "input">,
): AsyncGenerator<ObjectAddress> {
  const bucket = source?.bucket ?? given;
  for await (const { number, text } of linesOf(input)) {
    // Listings of Hadoop's file systems write addresses so.
    const address = text.replace(/^s3[an]:/, "s3:");
    const place = objectAddress.read(address) ?? (bucket === undefined ? undefined : { bucket, key: text });
    if (place === undefined || (address.startsWith("s3://") && objectAddress.read(address) === undefined))
      throw new Misuse(`line ${number} of standard input names no bucket: write s3://bucket/key, or add --bucket`);
    if (source !== undefined && place.bucket !== source.bucket)
      throw new Misuse(
        `line ${number} of standard input is in bucket ${place.bucket}; that of the source is ${source.bucket}`,
      );
    yield place;
  }
}

type Found = { readonly file: InputFile } | { readonly failure: unknown; readonly name: string };

/** Looks the next object up while the last one is mapped. */
async function* objectsOf(inputs: ObjectInputs, places: AsyncGenerator<ObjectAddress>): AsyncGenerator<Found> {
  const look = async (): Promise<Found | undefined> => {
    const { value: place, done } = await places.next();
    if (done === true) return undefined;
    return inputs.object(place).then(
      (file) => ({ file }),
      (error: unknown) => ({ failure: error, name: printable(`s3://${place.bucket}/${place.key}`) }),
    );
  };
  for (let next = look(); ;) {
    const found = await next;
    if (found === undefined) return;
    next = look();
    // Whoever asks for it gets its error, if anybody does.
    next.catch(() => {});
    yield found;
  }
}

async function writeSummary(objects: number, total: RowCounts, { err }: Pick<Terminal, "err">): Promise<void> {
  await err.write(`objects ${formatCount(objects)}\n${renderCounts(total, layoutOf(err))}\n`);
}
