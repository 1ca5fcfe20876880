// From the place of a PostgreSQL ledger that is not there yet to whether it can be made.
import type { CheckResult } from "../../contracts/check-result.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { placeName, serverName, type PostgresPlace } from "../../postgres/address.ts";
import { askPostgres } from "../../postgres/database.ts";

/** Makes nothing. @throws StageFailure of scope "job": why no ledger can be made there. */
export async function checkPlace(place: PostgresPlace): Promise<CheckResult> {
  const [found] = await askPostgres(place, (query) =>
    query(
      `SELECT current_user AS "user", current_database() AS "database",
         CASE WHEN to_regnamespace(quote_ident($1)) IS NULL THEN has_database_privilege(current_database(), 'CREATE')
              ELSE has_schema_privilege(to_regnamespace(quote_ident($1)), 'CREATE')
                AND has_schema_privilege(to_regnamespace(quote_ident($1)), 'USAGE') END AS allowed`,
      [place.schema],
    ),
  );
  if (found?.["allowed"] === true) return { outcome: "ok", message: `none yet; it can be made in ${placeName(place)}` };
  const [user, database] = [String(found?.["user"]), String(found?.["database"])];
  throw new StageFailure({
    code: "ledger/unreadable",
    message: `the user ${user} may not make the schema "${place.schema}" in ${serverName(place.url)}`,
    hint: `let an administrator run GRANT CREATE ON DATABASE "${database}" TO "${user}", or CREATE SCHEMA "${place.schema}" AUTHORIZATION "${user}"`,
  });
}
