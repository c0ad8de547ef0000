/** What only a session with a language model of its own needs; see `load-pipeline.ts`. */
export { promptFor } from "./prompt.js";
export { runTurn } from "./run-turn.js";
