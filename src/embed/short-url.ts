/**
 * `dist/cdn/short-url.min.js`: what a CDN serves for the short address of the package. Some serve it there without a
 * redirect (`…/npm/live-avatar@1`), where `./chunks/` would be somebody else's; so it finds the element by its own address.
 * Of a range of versions, or of none, it is the version that this file came with: files of two releases never mix.
 */
declare const LIVE_AVATAR_VERSION: string;

/** The address of the element's module, by the address of this one. */
function elementUrl({ href }: URL): URL {
  const file = /\/short-url(\.min)?\.js$/;
  const own = new URL(href);
  own.search = own.hash = "";
  own.pathname = file.test(own.pathname)
    ? own.pathname.replace(file, "/live-avatar.js")
    : own.pathname.replace(/(?<=[^/])@[^/@]*$/, "") + `@${LIVE_AVATAR_VERSION}/dist/cdn/live-avatar.js`;
  return own;
}

const element = (await import(elementUrl(new URL(import.meta.url)).href)) as Readonly<Record<string, unknown>>;

/** All names of `live-avatar`; a test compares them. */
export const { LiveAvatarElement, addTranslation } = element;
