// In: converters that were opened or saved. Out: their samples, read in the background, the newest request winning.
import { type Host, type LoadedSample, type SampleRequest, UnreadableSample } from "./host.ts";
import { pathOf } from "./workspace.ts";

export interface Samples {
  /** Reads the sample of a converter anew. */
  load(request: SampleRequest): void;
  /** The converters whose sample is this file, or lies where this file appeared. */
  usersOf(uri: string): readonly string[];
  forget(converter: string): void;
}

export interface SampleEvents {
  loaded(converter: string, found: LoadedSample | undefined): void;
  /** `uri` is that of the file, where it is known. */
  failed(converter: string, reason: string, uri?: string): void;
}

export function createSamples(host: Host, events: SampleEvents): Samples {
  const newest = new Map<string, number>();
  const files = new Map<string, string>();
  return {
    load(request) {
      const { converter } = request;
      if (host.loadSample === undefined) return;
      const turn = (newest.get(converter) ?? 0) + 1;
      newest.set(converter, turn);
      host.loadSample(request).then(
        (found) => {
          if (newest.get(converter) !== turn) return;
          if (found === undefined) files.delete(converter);
          else files.set(converter, pathOf(found.uri));
          events.loaded(converter, found);
        },
        (error: unknown) => {
          if (newest.get(converter) !== turn) return;
          const uri = error instanceof UnreadableSample ? error.uri : undefined;
          if (uri !== undefined) files.set(converter, pathOf(uri));
          events.failed(converter, error instanceof Error ? error.message : String(error), uri);
        },
      );
    },
    // Editors escape more of a URI, or less; their paths are the same.
    usersOf: (uri) =>
      [...newest.keys()].filter(
        (converter) =>
          files.get(converter) === pathOf(uri) ||
          (!files.has(converter) && folderOf(pathOf(converter)) === folderOf(pathOf(uri))),
      ),
    forget(converter) {
      newest.delete(converter);
      files.delete(converter);
    },
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
