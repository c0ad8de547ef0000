/** What every element on Lit and signals costs before it does anything: both libraries whole, evaluated. */
import * as lit from "lit";
import * as decorators from "lit/decorators.js";
import * as signals from "@lit-labs/signals";

globalThis.libraries = [lit, decorators, signals];
