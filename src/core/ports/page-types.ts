/**
 * What a session hands on from the page to a renderer and never looks into. Where the DOM's types are there, these are its own;
 * in a program without them they are `unknown`, so that the declarations of a session need no DOM.
 */
export type PageElement = typeof globalThis extends { HTMLElement: { prototype: infer Element } } ? Element : unknown;
export type PageStream = typeof globalThis extends { MediaStream: { prototype: infer Stream } } ? Stream : unknown;
