/** `live-avatar` for bundlers that build for development: the same, with warnings for whoever develops the page. */
import "./element/development.js"; // first: the next one registers the tag
export * from "./index.js";
