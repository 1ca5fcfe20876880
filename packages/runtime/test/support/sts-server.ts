// A stand-in for STS on loopback: it checks role, external id and signature, and gives out sessions as AssumeRole does.
import { text } from "node:stream/consumers";
import { type Listening, listenInTest } from "./loopback.ts";
import { verifySignature } from "./signing-front.ts";

export interface StsSettings {
  /** Access key id to secret, of those who may assume the role. */
  readonly callers: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly externalId?: string;
  /** How long sessions last, in milliseconds. */
  readonly sessionMs?: number;
  /** Whether a refusal repeats what was sent, with escapes, and the secret of the caller. */
  readonly isTalkative?: boolean;
}

export interface StsServer extends Listening {
  /** The keys of every session so far, in order. */
  readonly sessions: { readonly id: string; readonly secret: string; readonly token: string }[];
}

/** Starts one for the running test, with which it stops. */
export async function startSts(settings: StsSettings): Promise<StsServer> {
  const sessions: { id: string; secret: string; token: string }[] = [];
  const answer = (status: number, action: string, body: string): readonly [number, string] => [
    status,
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${body}</${action}Response>`,
  ];
  const refuse = (code: string, message: string): readonly [number, string] => [
    403,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  ];
  const decide = (parameters: URLSearchParams, caller: string): readonly [number, string] => {
    const action = parameters.get("Action") ?? "";
    if (action === "GetCallerIdentity") {
      return answer(
        200,
        action,
        `<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/${caller}</Arn><UserId>${caller}</UserId><Account>111122223333</Account></GetCallerIdentityResult>`,
      );
    }
    const isTrusted =
      parameters.get("RoleArn") === settings.roleArn &&
      (settings.externalId === undefined || parameters.get("ExternalId") === settings.externalId);
    if (!isTrusted) {
      const told = JSON.stringify(parameters.get("ExternalId")).slice(1, -1).replaceAll("/", "\\/");
      const talk =
        settings.isTalkative === true ? ` with external id ${told} and secret ${settings.callers[caller]}` : "";
      return refuse(
        "AccessDenied",
        `User: arn:aws:iam::111122223333:user/${caller} is not authorized to perform: sts:AssumeRole on resource: ${parameters.get("RoleArn")}${talk}`,
      );
    }
    const session = {
      id: `ASIASESSION${sessions.length}`,
      secret: `session-secret-${sessions.length}`,
      token: `token-${sessions.length}`,
    };
    sessions.push(session);
    const ends = new Date(Date.now() + (settings.sessionMs ?? 3_600_000)).toISOString();
    return answer(
      200,
      action,
      `<AssumeRoleResult><Credentials><AccessKeyId>${session.id}</AccessKeyId><SecretAccessKey>${session.secret}</SecretAccessKey><SessionToken>${session.token}</SessionToken><Expiration>${ends}</Expiration></Credentials></AssumeRoleResult>`,
    );
  };
  const listening = await listenInTest((request, response) => {
    void text(request).then((body) => {
      const signed = verifySignature(request, settings.callers, body);
      const [status, xml] =
        signed.refusal === undefined
          ? decide(new URLSearchParams(body), signed.id)
          : refuse(
              signed.refusal[0] === "InvalidAccessKeyId" ? "InvalidClientTokenId" : signed.refusal[0],
              signed.refusal[1],
            );
      response.writeHead(status, { "content-type": "text/xml" });
      response.end(xml);
    });
  });
  return { ...listening, sessions };
}
