import type { Canvas, VideoElement } from "./page.js";

export interface PictureOptions {
  /** The MIME type that the browser is asked for. */
  readonly imageFormat: string;
  /** 0…1 */
  readonly imageQuality: number;
  /** Pixels. */
  readonly maxWidth: number;
}

/**
 * The present frame of a video as a `data:` URL, scaled down to `maxWidth` and never up; undefined where there is none.
 * `toDataURL`, because a picture of this size is written in a few milliseconds, while `toBlob` waits in Chromium for an idle
 * moment, which a page with an avatar in motion may not have for a second.
 */
export function pictureOf(
  video: VideoElement,
  canvas: Canvas,
  { imageFormat, imageQuality, maxWidth }: PictureOptions,
): string | undefined {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const scale = Math.min(1, maxWidth / videoWidth);
  canvas.width = Math.max(1, Math.round(videoWidth * scale));
  canvas.height = Math.max(1, Math.round(videoHeight * scale));
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const asked = canvas.toDataURL(imageFormat, imageQuality);
  if (isOf(imageFormat, asked)) return asked;
  // A format that a browser cannot write becomes PNG without a word, as WebP does in Safari: many times the size.
  // https://developer.mozilla.org/docs/Web/API/HTMLCanvasElement/toDataURL
  const jpeg = canvas.toDataURL("image/jpeg", imageQuality);
  return isOf("image/", jpeg) ? jpeg : undefined;
}

/** An empty canvas gives `data:,`. */
const isOf = (type: string, url: string): boolean => url.toLowerCase().startsWith(`data:${type.toLowerCase()}`);
