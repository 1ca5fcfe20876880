// What a listing or a notification says of one object: its place and the version that was seen there.

export interface ObjectInfo {
  readonly bucket: string;
  readonly key: string;
  /** As S3 gives it, quotes included; it pins the version when the object is read. */
  readonly etag: string;
  /** Bytes as stored, before decompression. */
  readonly size: number;
  /** Whole milliseconds since the epoch. */
  readonly lastModified: number;
  readonly versionId?: string;
}
