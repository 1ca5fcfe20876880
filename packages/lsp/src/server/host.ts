// What a server needs of the machine it runs on; a browser's worker leaves out what it does not have.
import type { RunWithLimit } from "../service/evaluation.ts";
import type { Sample, ValidatorFor } from "../service/sample.ts";

export interface LoadedSample {
  readonly uri: string;
  readonly sample: Sample;
}

/** The tests of a converter as they are on disk. */
export interface LoadedTests {
  readonly uri: string;
  readonly text: string;
}

/** A sample that is there and cannot be read; it is read again when its file changes. */
export class UnreadableSample extends Error {
  readonly uri: string;
  constructor(uri: string, message: string) {
    super(message);
    this.uri = uri;
  }
}

export interface SampleRequest {
  /** The converter that the sample lies beside. */
  readonly converter: string;
  /** The converter's text, whose settings say how the sample is read. */
  readonly text: string;
  /** A path or URI from the settings, in place of the file beside the converter. */
  readonly file?: string;
  /** The URIs of the folders that are open: a sample lies below one of them, or below the converter's own where there is none. */
  readonly folders: readonly string[];
}

export interface Host {
  /** The version of the program, for clients that show it. */
  readonly version: string;
  /** Reads the sample of a converter, in the background; undefined where there is none. Rejects where it cannot be read. */
  readonly loadSample?: (request: SampleRequest) => Promise<LoadedSample | undefined>;
  /** Reads the file of tests beside a converter; undefined where there is none. */
  readonly loadTests?: (converter: string) => Promise<LoadedTests | undefined>;
  /** Loads the event rules; without them every event that the converter yields passes. */
  readonly loadValidator?: () => Promise<ValidatorFor>;
  /** Stops an evaluation of the sample that takes too long; without it only rows are evaluated that take a moment. */
  readonly limit?: RunWithLimit;
  /** Called once an edit is answered, before the next one comes: the moment for what would make it wait. */
  readonly rest?: () => void;
  /** The address of a copy of the reference's pages, which ends in a slash; without it findings link to the web, unless the settings name one. */
  readonly reference?: string;
}
