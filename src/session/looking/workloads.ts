/** The questions about the visitor's video that have a name. */
import type { Logger } from "../../core/ports/logger.js";

export interface Workload {
  readonly id: string;
  readonly prompt: string;
}

const INTERPRET: Workload = {
  id: "screen:interpret",
  prompt:
    "Say in two or three plain sentences what this picture shows and what the person in front of it seems to be doing. " +
    "Mention only what can be seen.",
};

const WORKLOADS: readonly Workload[] = [
  INTERPRET,
  {
    id: "screen:understand",
    prompt:
      "Which task is the person busy with in this picture, how far along is it, and is anything in the way, such as an error " +
      "message? Answer in at most four short sentences. Say so where the picture does not tell.",
  },
  {
    id: "screen:ocr",
    prompt:
      "Copy the text that can be read in this picture, in reading order, in its own language, and nothing else. Leave out what " +
      "cannot be read with certainty. Without any text, answer with nothing at all.",
  },
  {
    id: "screen:ui-automation",
    prompt:
      "List the controls that can be seen in this picture (buttons, links, fields, menus), one a line: what it is, its label, and " +
      "roughly where it is. Mark the one that has the focus, and those that are disabled.",
  },
];

/** The workloads of these names, each once; an unknown name counts as the first workload. */
export function workloadsOf(names: readonly string[], logger: Logger): readonly Workload[] {
  const found = names.map((name) => {
    const workload = WORKLOADS.find(({ id }) => id === name);
    if (!workload) logger.warn(`There is no vision workload "${name}": ${INTERPRET.id} is run in its place.`);
    return workload ?? INTERPRET;
  });
  return [...new Set(found)];
}
