// Every entry point that is for a page, whose declarations may use the DOM's types.
export * as root from "live-avatar";
export * as browser from "live-avatar/browser";
export * as element from "live-avatar/element";
export * as portrait from "live-avatar/portrait";
export * as room from "live-avatar/room";
