let enabled;

/** From then on this process can import TypeScript. */
export function enableTypeScript() {
  return (enabled ??= import("tsx/esm/api").then(({ register }) => void register()));
}
