let enabled;

/** From then on this process can import TypeScript, and so can those that it forks. */
export function enableTypeScript() {
  return (enabled ??= import("tsx/esm/api").then(({ register }) => {
    register();
    // What the command line of a fork is by default.
    process.execArgv.push("--import", import.meta.resolve("tsx"));
  }));
}
