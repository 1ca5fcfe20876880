// The open files of a session: their newest text, what kind each is, and the samples that were read for them.
import { type Compiler, createCompiler } from "@heddle/compiler";
import { type Document, openDocument } from "../service/document.ts";
import type { RunWithLimit } from "../service/evaluation.ts";
import { kindOfFile } from "../service/kind.ts";
import type { Sample } from "../service/sample.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";

export interface OpenFile {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

export interface Workspace {
  /** A file was opened or has changed. */
  put(file: OpenFile): void;
  close(uri: string): void;
  /** The file as a document; undefined where it is not open, or none of ours. */
  document(uri: string): Document | undefined;
  file(uri: string): OpenFile | undefined;
  readonly uris: readonly string[];
  setSample(uri: string, sample: Sample | undefined): void;
  settings: Settings;
}

/** The language ids of editors that say by themselves what a file is. */
const LANGUAGES: Readonly<Record<string, Document["kind"]>> = { heddle: "converter", "heddle-source": "source" };

export function createWorkspace(limit?: RunWithLimit): Workspace {
  const compiler = createCompiler();
  const files = new Map<string, OpenFile>();
  const samples = new Map<string, Sample>();
  const documents = new Map<string, Document | undefined>();
  /** Each file's own, which takes from the text before what has not changed. */
  const analysers = new Map<string, Pick<Compiler, "analyse" | "analyseSettings">>();
  let settings = DEFAULT_SETTINGS;

  const make = (file: OpenFile): Document | undefined => {
    const kind = LANGUAGES[file.languageId] ?? kindOfFile(pathOf(file.uri), file.text, settings.patterns);
    if (kind === undefined) return undefined;
    const sample = samples.get(file.uri);
    const analyser = analysers.get(file.uri) ?? compiler.createIncrementalAnalyser();
    analysers.set(file.uri, analyser);
    return openDocument(analyser, {
      text: file.text,
      kind,
      ...(sample !== undefined && { sample }),
      ...(limit !== undefined && { limit }),
    });
  };

  return {
    put(file) {
      files.set(file.uri, file);
      documents.delete(file.uri);
    },
    close(uri) {
      files.delete(uri);
      documents.delete(uri);
      samples.delete(uri);
      analysers.delete(uri);
    },
    document(uri) {
      const file = files.get(uri);
      if (file === undefined) return undefined;
      if (!documents.has(uri)) documents.set(uri, make(file));
      return documents.get(uri);
    },
    file: (uri) => files.get(uri),
    get uris() {
      return [...files.keys()];
    },
    setSample(uri, sample) {
      if (sample === undefined) samples.delete(uri);
      else samples.set(uri, sample);
      documents.delete(uri);
    },
    get settings() {
      return settings;
    },
    set settings(next) {
      settings = next;
      documents.clear();
    },
  };
}

/** The path of a URI, for matching names. */
export function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
