// Campaigns: tests that look for what only chance brings up. `npm test` runs each in a short form, with a fixed seed; `pnpm torture` runs the
// same code for as long as one likes. A test belongs to a campaign by a tag of its name, and asks here how much it has to do.

export interface Campaign {
  /** What is tried: one line, without a full stop. */
  readonly summary: string;
  /** What a round is, in the plural. */
  readonly rounds: string;
  /** How many of them `npm test` runs. */
  readonly short: number;
  /** How many of them `pnpm torture` runs, unless it is told otherwise. */
  readonly long: number;
  /** How many of them one process can take, where that is limited. */
  readonly most: number;
  /** How long a round may take on a slow machine. */
  readonly roundMs: number;
}

export const CAMPAIGNS = {
  kills: {
    summary: "a process that ingests is killed at random moments: no event is lost, none comes twice",
    rounds: "kills of each kind of job",
    short: 2,
    long: 100,
    most: 500,
    roundMs: 20_000,
  },
  crowds: {
    summary:
      "three processes on one ledger in a file are killed, stopped and held up, and clocks step: each event comes once",
    rounds: "kills and stops, six in three ingests side by side, of 11,600 events",
    short: 1,
    long: 120,
    most: 120,
    roundMs: 20_000,
  },
  clusters: {
    summary:
      "four processes on one PostgreSQL server are killed, stopped and held up, and the server restarts: each event comes once",
    rounds: "kills, stops and restarts, nine in two ingests side by side, of 15,600 events",
    short: 2,
    long: 150,
    most: 1_000,
    roundMs: 20_000,
  },
  storms: {
    summary: "connections to S3 break, stall and answer with errors: the output is that of a quiet network",
    rounds: "jobs",
    short: 1,
    long: 100,
    most: 100,
    roundMs: 30_000,
  },
  keys: {
    summary: "the deduplicator agrees with a plain set while keys are compacted, days pass and processes share it",
    rounds: "objects of 40 events",
    short: 400,
    long: 50_000,
    most: 50_000,
    roundMs: 200,
  },
  agreement: {
    summary: "random converters mean the same in the interpreter, the compiled program and the compiled module",
    rounds: "converters",
    short: 500,
    long: 50_000,
    // Compiled modules stay in memory for good.
    most: 5_000,
    roundMs: 300,
  },
  broken: {
    summary: "the compiler answers to converters that are cut, mixed up and torn",
    rounds: "texts",
    short: 250,
    long: 50_000,
    most: 100_000,
    roundMs: 200,
  },
  large: {
    summary: "the compiler answers to converters of many megabytes",
    rounds: "megabytes of each kind of text",
    short: 1,
    long: 5,
    most: 5,
    roundMs: 60_000,
  },
  edits: {
    summary: "the analysis of a text that is edited is that of the text as it is now",
    rounds: "texts, each edited up to ten times",
    short: 80,
    long: 10_000,
    most: 20_000,
    roundMs: 500,
  },
  actions: {
    summary: "formatting and refactorings leave the meaning of random converters as it is",
    rounds: "converters",
    short: 200,
    long: 20_000,
    most: 50_000,
    roundMs: 200,
  },
  places: {
    summary: "every action, fix, completion and rename holds at every place of whole and broken converters",
    rounds: "broken copies of each converter, and longer converters with them",
    short: 1,
    long: 48,
    // The whole converters are tried again in each process.
    most: 12,
    roundMs: 60_000,
  },
  sessions: {
    summary: "the language server says of edited files what a fresh analysis says, and answers every request",
    rounds: "files, each edited up to twelve times",
    short: 15,
    long: 1_000,
    most: 2_000,
    roundMs: 5_000,
  },
  csv: {
    summary: "CSV files of random pieces are read as csv-parse reads them",
    rounds: "files",
    short: 1_500,
    long: 100_000,
    most: 200_000,
    roundMs: 100,
  },
  bytes: {
    summary: "rows that are mapped as bytes give the lines, counts and rejected rows that they give by values",
    rounds: "rows, each by one of many converters",
    short: 20_000,
    long: 5_000_000,
    most: 1_000_000,
    roundMs: 5,
  },
  engines: {
    summary: "the rows of `bytes` come to the same bytes on the oldest Node, on ours and in Chromium",
    rounds: "rows of each of five forms, each by one of many converters",
    short: 200,
    long: 120_000,
    most: 120_000,
    roundMs: 20,
  },
  numbers: {
    summary: "the module takes no number for one that JSON.stringify writes in the same way where it does not",
    rounds: "numbers",
    short: 100_000,
    long: 5_000_000,
    most: 5_000_000,
    roundMs: 1,
  },
  letters: {
    summary: "the module lowers letters as JavaScript does",
    rounds: "code points; more than the short form are all of them",
    short: 38_000,
    long: 1_112_064,
    most: 1_112_064,
    roundMs: 1,
  },
  events: {
    summary: "checks made for the keys of an event come to what the rules come to",
    rounds: "runs of events",
    short: 1_500,
    long: 100_000,
    most: 200_000,
    roundMs: 100,
  },
  installs: {
    summary:
      "npm installs the packed packages into an empty folder, where a strict program is checked against them and runs; on the oldest Node and on ours, init, check, run and status work there",
    rounds: "packages",
    short: 2,
    long: 6,
    most: 6,
    roundMs: 60_000,
  },
  site: {
    summary: "the site of the documents is built, and its pages opened in Chromium and examined by axe",
    rounds: "pages",
    // The generator is installed only then.
    short: 0,
    long: 50,
    most: 50,
    roundMs: 20_000,
  },
} as const satisfies Readonly<Record<string, Campaign>>;

export type CampaignName = keyof typeof CAMPAIGNS;

/** What a campaign does in this run. */
export interface Task {
  readonly rounds: number;
  /** What decides everything random: a whole number. */
  readonly seed: number;
}

const VARIABLE = "HEDDLE_TORTURE";
const SEED = 20_261_122;

/** How much the tests of a campaign have to do: the short form, unless this process runs for `pnpm torture`. */
export function campaign(name: CampaignName): Task {
  const asked = JSON.parse(process.env[VARIABLE] ?? "{}") as { readonly [Name in CampaignName]?: Task };
  return asked[name] ?? { rounds: CAMPAIGNS[name].short, seed: SEED };
}

/** The environment variable by which the tests of a process learn what they have to do. */
export function taskVariable(name: CampaignName, task: Task): Readonly<Record<string, string>> {
  return { [VARIABLE]: JSON.stringify({ [name]: task }) };
}

/** The tags of tests, for the settings of vitest: what their campaigns are, and how long they may take in this run. */
export function campaignTags() {
  return (Object.keys(CAMPAIGNS) as CampaignName[]).map((name) => ({
    name,
    description: CAMPAIGNS[name].summary,
    timeout: 180_000 + campaign(name).rounds * CAMPAIGNS[name].roundMs,
  }));
}
