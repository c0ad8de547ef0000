/** Lit's templates: of all that is loaded by need, never of the shell. */
export { html, render } from "lit";
