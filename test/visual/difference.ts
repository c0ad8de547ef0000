/**
 * How far a picture is from its baseline. Squares of 16 pixels are compared by their mean colour, so that another machine's letters
 * pass, and a button that has moved does not.
 */
import type { Page } from "puppeteer-core";

/** Of a channel, 0…255. */
const TOLERANCE = 24;

/** The share of squares that differ; 1 where the sizes do. */
export function difference(page: Page, drawn: Buffer, kept: Buffer): Promise<number> {
  return page.evaluate(
    async (urls, tolerance) => {
      const [one, other] = await Promise.all(
        urls.map(async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = image.width;
          canvas.height = image.height;
          const drawing = canvas.getContext("2d");
          drawing?.drawImage(image, 0, 0);
          return drawing?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!one || one.width !== other?.width || one.height !== other.height) return 1;
      const columns = Math.ceil(one.width / 16);
      const sums = new Float64Array(columns * Math.ceil(one.height / 16) * 3);
      for (let at = 0; at < one.data.length; at += 4) {
        const square = columns * Math.floor(at / 4 / one.width / 16) + Math.floor(((at / 4) % one.width) / 16);
        for (const channel of [0, 1, 2]) {
          const was = sums[square * 3 + channel] ?? 0;
          sums[square * 3 + channel] = was + ((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0)) / 256;
        }
      }
      let different = 0;
      for (let at = 0; at < sums.length; at += 3) {
        if (sums.subarray(at, at + 3).some((sum) => Math.abs(sum) > tolerance)) different += 1;
      }
      return different / (sums.length / 3);
    },
    [drawn, kept].map((bytes) => `data:image/webp;base64,${bytes.toString("base64")}`),
    TOLERANCE,
  );
}
