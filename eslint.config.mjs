/** What the compiler cannot say: typed rules everywhere, the element's own, and the habits of this house as errors. */
import js from "@eslint/js";
import lit from "eslint-plugin-lit";
import litA11y from "eslint-plugin-lit-a11y";
import wc from "eslint-plugin-wc";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import house from "./scripts/lint/house-rules.mjs";

const TYPESCRIPT = ["src/**/*.ts", "test/**/*.ts", "demo/**/*.ts", "speech/**/*.ts"];
const SCRIPTS = ["**/*.mjs", "**/*.cjs", "demo/**/*.js", "test/**/*.js", "integrations/**/*.js"];

const NODE_GLOBALS = [
  "AbortController",
  "AbortSignal",
  "Buffer",
  "URL",
  "URLSearchParams",
  "clearInterval",
  "clearTimeout",
  "console",
  "fetch",
  "performance",
  "process",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
  "structuredClone",
];
const PAGE_GLOBALS = [
  "AudioContext",
  "RTCPeerConnection",
  "customElements",
  "document",
  "location",
  "navigator",
  "window",
];
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

/** Whatever the core would need one of these for, a port or an input gives it. */
const OUTSIDE_WORLD = [
  ...["fetch", "WebSocket", "XMLHttpRequest", "setTimeout", "setInterval", "clearTimeout", "clearInterval"],
  ...["Date", "performance", "crypto", "navigator", "console", "document", "window", "localStorage", "indexedDB"],
];

const NO_SUCH_SYNTAX = [
  { selector: "TSEnumDeclaration", message: "A table `as const` says it without code of its own." },
  { selector: "TSModuleDeclaration[kind='namespace']", message: "A module is the namespace." },
  { selector: "TSParameterProperty", message: "Write the field down." },
  { selector: "Program > ExportDefaultDeclaration", message: "Named exports only." },
  {
    selector:
      ":matches(PropertyDefinition, MethodDefinition:not([kind='constructor']))[accessibility=/^(private|public)$/]",
    message: "Use #private.",
  },
  { selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]", message: "Text stays text." },
  { selector: "CallExpression[callee.property.name='insertAdjacentHTML']", message: "Text stays text." },
];

export default defineConfig(
  // The last three are checked by the frameworks' own tools: see test/package/consumers.node.test.ts and test/stacks.
  globalIgnores([
    ...["dist/", "coverage/", "artifacts/", "node_modules/"],
    ...["types/", "test/package/consumers/", "test/stacks/apps/**/*.ts"],
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    plugins: { house },
    rules: {
      "house/disable-with-reason": "error",
      "max-lines": ["error", { max: 400 }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-syntax": ["error", ...NO_SUCH_SYNTAX],
      // `typeof import("…")` is how a lazily loaded module is named.
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // It takes what a mixin, a generic or a guard of ours returns for a stranger.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // A key of an open record is data, not a member.
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      // It asks for the `!` that another rule forbids.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      // `||` on a text asks whether there is one.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // An interface says "to be implemented", a type alias "a shape": both are used, on purpose.
      "@typescript-eslint/consistent-type-definitions": "off",
      // A listener or a method of a port may have nothing to do.
      "@typescript-eslint/no-empty-function": ["error", { allow: ["methods", "arrowFunctions"] }],
      // A method that must be async for its port may have nothing to await.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/core/wait.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...NO_SUCH_SYNTAX,
        { selector: "NewExpression[callee.name='Promise']", message: "Use deferred() or attempt() of core/wait.ts." },
      ],
    },
  },
  {
    // The emulator is a program too: its output is what its user reads.
    files: ["src/emulator/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // Its syntax is that of browsers without modules, which have to read it to the end.
    files: ["src/embed/embed.ts"],
    rules: {
      "no-var": "off",
      "object-shorthand": "off",
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/prefer-optional-chain": "off",
      "@typescript-eslint/no-unused-vars": ["error", { caughtErrors: "none" }],
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: { "no-restricted-globals": ["error", ...OUTSIDE_WORLD] },
  },
  {
    files: ["src/element/**/*.ts", "test/element/**/*.ts"],
    extends: [lit.configs["flat/recommended"], wc.configs["flat/best-practice"]],
    plugins: { "lit-a11y": litA11y },
    settings: { wc: { elementBaseClasses: ["ReactiveElement"] } },
    rules: {
      ...litA11y.configs.recommended.rules,
      // An element of Lit always has these callbacks: asking first is noise.
      "wc/guard-super-call": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...NO_SUCH_SYNTAX,
        {
          selector: "MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name=/^(only|skip|todo)$/]",
          message: "Every test runs, every time.",
        },
      ],
      "max-lines": ["error", { max: 600 }],
      // chai's `expect(x).to.be.true` is a statement.
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // node:test's functions return promises that its runner awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", name: ["describe", "it", "test", "suite", "before", "after"], package: "node:test" },
          ],
        },
      ],
    },
  },
  {
    files: SCRIPTS,
    languageOptions: { globals: readonly(NODE_GLOBALS) },
    rules: {
      "no-restricted-syntax": ["error", ...NO_SUCH_SYNTAX.filter(({ selector }) => !selector.includes("Export"))],
    },
  },
  {
    files: ["demo/**/*.js", "test/**/*.js", "integrations/**/*.js"],
    languageOptions: { globals: readonly(PAGE_GLOBALS) },
    // A page's script may say for itself which globals it uses.
    rules: { "no-redeclare": ["error", { builtinGlobals: false }] },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { globals: { ...readonly(["require"]), module: "writable" } },
  },
);
