// The S3 server of tests keeps S3's contract where jobs lean on it: writes on a condition, and uploads that are listed.
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

const put = (bucket: string, more: Partial<PutObjectCommandInput>) =>
  s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "k & <k>", Body: "first", ...more }));
const FAILED = { name: "PreconditionFailed", $metadata: expect.objectContaining({ httpStatusCode: 412 }) as unknown };

describe("a conditional write", () => {
  it("makes an object only where there is none", async () => {
    const bucket = await s3.bucket();
    await put(bucket, { IfNoneMatch: "*" });
    await expect(put(bucket, { IfNoneMatch: "*", Body: "second" })).rejects.toMatchObject(FAILED);
    expect(String(await s3.bytes(bucket, "k & <k>"))).toBe("first");
  });

  it("replaces an object only where it is what it was", async () => {
    const bucket = await s3.bucket();
    await expect(put(bucket, { IfMatch: '"none"' })).rejects.toMatchObject({ name: "NoSuchKey" });
    const { ETag: first } = await put(bucket, {});
    const { ETag: second } = await put(bucket, { IfMatch: first, Body: "second" });
    expect(second).not.toBe(first);
    await expect(put(bucket, { IfMatch: first, Body: "third" })).rejects.toMatchObject(FAILED);
    const remove = (IfMatch: string | undefined) =>
      s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "k & <k>", IfMatch }));
    await expect(remove(first)).rejects.toMatchObject(FAILED);
    await remove(second);
    expect(await s3.keys(bucket)).toEqual([]);
  });

  it("succeeds for one of many that come at once", async () => {
    const bucket = await s3.bucket();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => put(bucket, { IfNoneMatch: "*", Body: String(n) })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("in parts is decided when it is completed", async () => {
    const bucket = await s3.bucket();
    const upload = { Bucket: bucket, Key: "large" };
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1 };
    const { ETag } = await s3.client.send(new UploadPartCommand({ ...part, Body: "part" }));
    const listed = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: "la" }));
    expect(listed.Uploads).toMatchObject([{ Key: "large", UploadId }]);
    const complete = () =>
      s3.client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          UploadId,
          IfNoneMatch: "*",
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    await s3.put(bucket, "large", "faster");
    await expect(complete()).rejects.toMatchObject(FAILED);
    expect(s3.uploads.get(UploadId ?? "")).toBe(`${bucket}/large`);
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "large" }));
    await complete();
    expect(String(await s3.bytes(bucket, "large"))).toBe("part");
    expect(s3.uploads.has(UploadId ?? "")).toBe(false);
  });
});
