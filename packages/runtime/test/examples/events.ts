// The events of one file as an async iterable of batches, without bucket, ledger or sink.
import { createChecks, loadConverter, objectRows, openLocalFile, programMapper, readEvents } from "@heddle/runtime";

export async function eventTypes(
  converterPath: string,
  path: string,
  signal?: AbortSignal,
): Promise<Map<unknown, number>> {
  const { program, hash } = await loadConverter(converterPath);
  const checks = createChecks({ dataType: "event", strategy: "append_only" });
  await using file = await openLocalFile(path);
  const types = new Map<unknown, number>();
  const parts = { rows: objectRows(program), mapper: programMapper(program, hash), checks };
  for await (const { events, others } of readEvents(parts, file, {
    place: { file: path },
    ...(signal === undefined ? {} : { signal }),
  })) {
    for (const { event } of events) types.set(event["event_type"], (types.get(event["event_type"]) ?? 0) + 1);
    for (const { row, rule, raw } of others) console.log(`row ${row}: ${rule}: ${raw()}`);
  }
  return types;
}
