/** What only a session with a language model of its own needs; see `load-pipeline.ts`. */
export { askModel } from "./ask-model.js";
export { withNotes } from "./notes.js";
export { runTurn, whole } from "./run-turn.js";
