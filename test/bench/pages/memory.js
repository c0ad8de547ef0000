/** The page of `npm run bench -- memory`: threads, transcript and recall as a site's bundler takes them. */
import "live-avatar";
import { search, fillVectors } from "./memory/recall.js";
import { append, fill } from "./memory/threads.js";
import { scrollUp, showLast } from "./memory/transcript.js";

globalThis.bench = { fill, append, showLast, scrollUp, fillVectors, search };
