/** Reads a file of the visitor into a picture that a model is sent: small, and without what else the file told, such as a place. */

/** The greatest width and height, in pixels: what models look at. */
export const MAX_SIDE = 1536;
/** The greatest file that is read. */
const MAX_FILE_BYTES = 20_000_000;
/** The greatest picture that is sent. */
export const MAX_SENT_BYTES = 500_000;
const MAX_PIXELS = 80_000_000;
const QUALITIES = [0.85, 0.7, 0.5];
/** How much smaller the picture becomes where no quality suffices. */
const SHRINK = 0.7;

export type PictureProblem = "type" | "size" | "broken";

/** Why a file is no picture that can be sent. */
export class PictureError extends Error {
  readonly problem: PictureProblem;

  constructor(problem: PictureProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/** A picture as it is sent, and what it was decoded to, for a preview. The bitmap has to be closed. */
export interface ReadPicture {
  readonly url: string;
  readonly bitmap: ImageBitmap;
}

/** @throws PictureError */
export async function readPicture(file: Blob): Promise<ReadPicture> {
  if (file.size > MAX_FILE_BYTES) throw new PictureError("size");
  const type = await typeOf(file);
  if (!type) throw new PictureError("type");
  const bitmap = await createImageBitmap(new Blob([file], { type })).catch((cause: unknown) => {
    throw new PictureError("broken", cause);
  });
  const url = bitmap.width * bitmap.height > MAX_PIXELS ? undefined : encoded(bitmap);
  if (url) return { url, bitmap };
  bitmap.close();
  throw new PictureError("size");
}

/** The type that the first bytes tell: a name and what a page says of a file can be wrong. SVG is none, since it is a document. */
async function typeOf(file: Blob): Promise<string | undefined> {
  let start: string;
  try {
    start = String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  } catch (cause) {
    // It was moved or deleted after it was chosen.
    throw new PictureError("broken", cause);
  }
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(start)) return "image/gif";
  if (/^RIFF[^]{4}WEBP/.test(start)) return "image/webp";
  if (/^[^]{4}ftyp(avif|avis)/.test(start)) return "image/avif";
  return /^[^]{4}ftyp(hei[cx]|mif1)/.test(start) ? "image/heic" : undefined;
}

/** JPEG, which every model and every browser has. */
function encoded(bitmap: ImageBitmap): string | undefined {
  const canvas = document.createElement("canvas");
  for (let side = MAX_SIDE; side >= 64; side *= SHRINK) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const brush = canvas.getContext("2d");
    if (!brush) return undefined;
    // What is transparent would become black.
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const url = canvas.toDataURL("image/jpeg", quality);
      // Four signs of base64 are three bytes.
      if (url.startsWith("data:image/jpeg") && url.length * 0.75 <= MAX_SENT_BYTES) return url;
    }
  }
  return undefined;
}
