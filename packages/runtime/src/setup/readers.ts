// Who reads a bucket that is handed to Amplitude's own S3 import: accounts, roles and addresses of its documentation (R, March 2026).

export interface Reader {
  /** The ARNs that assume the role. */
  readonly principals: readonly string[];
  /** The public addresses that requests come from. */
  readonly addresses: readonly string[];
}

export const READERS = {
  "amplitude-us": amplitude("358203115967", "prod", ["52.33.3.219", "35.162.216.242", "52.27.10.221"]),
  "amplitude-eu": amplitude("202493300829", "prod-eu", ["3.124.22.25", "18.157.59.125", "18.192.47.195"]),
} as const satisfies Readonly<Record<string, Reader>>;

export type ReaderName = keyof typeof READERS;

export const READER_NAMES = Object.keys(READERS) as readonly ReaderName[];

function amplitude(account: string, cluster: string, addresses: readonly string[]): Reader {
  const roles = [`k8s_${cluster}_cargo`, `k8s_${cluster}_falcon`, "vacuum_iam_role"];
  return { principals: roles.map((role) => `arn:aws:iam::${account}:role/${role}`), addresses };
}
