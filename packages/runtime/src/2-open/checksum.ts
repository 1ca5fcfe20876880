// From the headers of an object's answer to a check of its bytes, where they have a checksum of the whole object.
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c, crc64Nvme } from "./crc.ts";

export interface Checksum {
  /** As users know it, such as "CRC64NVME". */
  readonly name: string;
  update(bytes: Uint8Array): void;
  /** Whether the bytes so far are those of the checksum. */
  matches(): boolean;
}

type Headers = Pick<
  GetObjectCommandOutput,
  | "ETag"
  | "ChecksumCRC32"
  | "ChecksumCRC32C"
  | "ChecksumCRC64NVME"
  | "ChecksumSHA1"
  | "ChecksumSHA256"
  | "SSECustomerAlgorithm"
  | "ServerSideEncryption"
>;

/**
 * One is enough: the fastest of those that are sent. An ETag is the MD5 of an object that was written whole, and not encrypted with
 * a key of KMS or of the customer (R). Undefined where there is none of the whole object: those of its parts end in `-` and their number.
 */
export function checksumOf(headers: Headers): Checksum | undefined {
  const { ChecksumCRC32, ChecksumSHA256, ChecksumSHA1, ChecksumCRC32C, ChecksumCRC64NVME } = headers;
  if (isWhole(ChecksumCRC32)) return crc32Checksum(ChecksumCRC32);
  if (isWhole(ChecksumSHA256)) return hashed("SHA256", ChecksumSHA256, "base64");
  if (isWhole(ChecksumSHA1)) return hashed("SHA1", ChecksumSHA1, "base64");
  const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(headers.ETag ?? "") ?? [];
  const isEncrypted =
    headers.SSECustomerAlgorithm !== undefined || headers.ServerSideEncryption?.startsWith("aws:kms") === true;
  if (md5 !== undefined && !isEncrypted) return hashed("MD5", md5, "hex");
  if (isWhole(ChecksumCRC32C)) return running("CRC32C", ChecksumCRC32C, crc32c());
  if (isWhole(ChecksumCRC64NVME)) return running("CRC64NVME", ChecksumCRC64NVME, crc64Nvme());
  return undefined;
}

function isWhole(checksum: string | undefined): checksum is string {
  return checksum !== undefined && /^[A-Za-z0-9+/]+=*$/.test(checksum);
}

function hashed(name: "MD5" | "SHA1" | "SHA256", expected: string, encoding: "base64" | "hex"): Checksum {
  const hash = createHash(name.toLowerCase());
  return { name, update: (bytes) => void hash.update(bytes), matches: () => hash.digest(encoding) === expected };
}

function crc32Checksum(expected: string): Checksum {
  let crc = 0;
  const digest = Buffer.alloc(4);
  return {
    name: "CRC32",
    update: (bytes) => void (crc = crc32(bytes, crc)),
    matches() {
      digest.writeUInt32BE(crc);
      return digest.toString("base64") === expected;
    },
  };
}

function running(name: string, expected: string, crc: ReturnType<typeof crc32c>): Checksum {
  return { name, update: crc.update, matches: () => crc.digest().toString("base64") === expected };
}
