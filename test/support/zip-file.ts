/** Zip files for tests: right ones, and ones whose numbers lie. */
import { deflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default 8, deflate; 0 is stored as it is. */
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says of the sizes instead of the truth. */
  readonly size?: number;
  readonly fullSize?: number;
  /** What is there instead of the deflated content. */
  readonly raw?: Uint8Array;
}

interface ZipEnd {
  readonly disk?: number;
  readonly count?: number;
  readonly offset?: number;
  readonly comment?: string;
}

function record(
  size: number,
  signature: number,
  fields: readonly (readonly [at: number, bytes: 2 | 4, value: number])[],
) {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, length, value] of fields) bytes.writeUIntLE(value, at, length);
  return bytes;
}

export function zipOf(entries: readonly ZipEntry[], end: ZipEnd = {}): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, flags = 0, size, fullSize, raw } of entries) {
    const plain = Buffer.from(content);
    const packed = raw ?? (method === 8 ? deflateRawSync(plain) : plain);
    const title = Buffer.from(name);
    const extra = Buffer.alloc(5);
    locals.push(
      record(30, 0x04034b50, [
        [6, 2, flags],
        [8, 2, method],
        [26, 2, title.length],
        [28, 2, extra.length],
      ]),
      title,
      extra,
      Buffer.from(packed),
    );
    directory.push(
      record(46, 0x02014b50, [
        [8, 2, flags],
        [10, 2, method],
        [20, 4, size ?? packed.length],
        [24, 4, fullSize ?? plain.length],
        [28, 2, title.length],
        [42, 4, offset],
      ]),
      title,
    );
    offset += 30 + title.length + extra.length + packed.length;
  }
  const size = Buffer.concat(directory).length;
  const comment = Buffer.from(end.comment ?? "");
  const last = record(22, 0x06054b50, [
    [4, 2, end.disk ?? 0],
    [8, 2, end.count ?? entries.length],
    [10, 2, end.count ?? entries.length],
    [12, 4, size],
    [16, 4, end.offset ?? offset],
    [20, 2, comment.length],
  ]);
  return new Uint8Array(Buffer.concat([...locals, ...directory, last, comment]));
}
