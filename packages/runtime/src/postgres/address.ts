// From the address of a PostgreSQL server to its name, and to the secrets in it.

export interface PostgresPlace {
  /** As in `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** Belongs to one source alone; created where it is missing. */
  readonly schema: string;
}

/** A place as messages name it: the server, the database and the schema. */
export function placeName({ url, schema }: PostgresPlace): string {
  return `${serverName(url)}, schema "${schema}"`;
}

/** The server and the database of an address, without the user, the password and the options. */
export function serverName(url: string): string {
  const parsed = URL.parse(url);
  // A password with an unescaped `/`, `?` or `#` ends the host early: what comes before may be a part of it.
  if (parsed === null || /[@#]/.test(parsed.pathname + parsed.search + parsed.hash)) return "postgres://***";
  return `postgres://${parsed.host}${parsed.pathname}`;
}

const SECRET_OPTIONS = ["password", "sslpassword"];

/** The passwords in an address, as they are written there and as they are meant. */
export function passwordsIn(url: string): readonly string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [];
  const options = SECRET_OPTIONS.flatMap((name) => parsed.searchParams.getAll(name));
  return [parsed.password, decoded(parsed.password), ...options].filter((password) => password !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
