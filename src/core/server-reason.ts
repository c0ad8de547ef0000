/** The reason for which a server failed, in whatever shape it says it. */
import { foreignSentence } from "./foreign-text.js";
import { isRecord } from "./is-record.js";
import { parseJson } from "./parse-json.js";

const DEPTH = 6;
/** Of a list of faults, as validators write it; the first ones are enough to begin with. */
const MOST_FAULTS = 3;
/** A reason stands at the beginning; a pattern must not run over a whole page. */
const LONGEST_TEXT = 16_384;

/** Where the reason itself may be, best first. */
const FIELDS = [
  ...["error", "message", "detail", "msg", "errors", "error_message", "error_msg", "error_description", "errorMessage"],
  ...["Message", "Error", "description", "details", "reason", "status_msg", "base_resp", "statusMessage", "fault"],
  ...["faultstring", "exception", "issues", "title", "statusText"],
] as const;
const PAGE_TITLE = /<(title|h1)\b[^>]*>([^<]{1,300})<\/\1\s*>/i;
const XML_MESSAGE = /<((?:\w+:)?(?:message|detail|faultstring|reason|description))\b[^>]*>([^<]{1,1000})<\/\1\s*>/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'" };
/** Signs that turn the direction of a text, and those that show nothing. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * One line, short, without secrets; undefined where the body says nothing that helps. Known are OpenAI's `error.message` and its
 * relatives, lists of faults (FastAPI, ASP.NET, NestJS), problem+json, reasons that a router quotes from the service behind it,
 * plain text, and the titles and messages of pages and XML.
 * @param body as it was parsed, or its text
 * @param secrets what must not appear, also where the server repeats it
 */
export function serverReason(body: unknown, secrets: readonly string[] = []): string | undefined {
  const said = typeof body === "string" ? ofText(body.slice(0, LONGEST_TEXT)) : reasonIn(body, DEPTH);
  if (said === undefined) return undefined;
  // What looks like markup would be refused as a page, and a model may have such a name.
  const line = said.replace(UNSEEN, "").replace(/\s+/g, " ").replaceAll("<", "‹").replaceAll(">", "›");
  return foreignSentence(line, secrets);
}

function ofText(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^["[{]/.test(trimmed)) {
    const value = parseJson(trimmed);
    return value === undefined ? undefined : reasonIn(value, DEPTH);
  }
  if (!trimmed.startsWith("<")) return trimmed || undefined;
  const found = PAGE_TITLE.exec(trimmed) ?? XML_MESSAGE.exec(trimmed);
  return found?.[2]?.replace(/&(#?\w{1,6});/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

function reasonIn(value: unknown, depth: number): string | undefined {
  if (depth === 0) return undefined;
  if (typeof value === "string") return /^\s*[[{]/.test(value) ? (ofText(value) ?? value) : value.trim() || undefined;
  if (Array.isArray(value)) {
    const faults: readonly unknown[] = value.slice(0, MOST_FAULTS);
    return (
      faults
        .map((fault) => faultIn(fault, depth - 1))
        .filter(Boolean)
        .join("; ") || undefined
    );
  }
  if (!isRecord(value)) return undefined;
  const reason = ofFields(value, depth) ?? ofFaultsByField(value, depth);
  return withQuoted(value, reason, depth);
}

function ofFields(value: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  for (const name of FIELDS) {
    const said = reasonIn(value[name], depth - 1);
    if (said === undefined) continue;
    // Problem details have a title for the kind and a detail for the case.
    const title = name === "detail" && typeof value["title"] === "string" ? value["title"].trim() : "";
    return title === "" || said.includes(title) ? said : `${title}: ${said}`;
  }
  return undefined;
}

/** A fault of a list, with the place that it is about: `{loc: ["body", "model"], msg: "Field required"}`. */
function faultIn(fault: unknown, depth: number): string | undefined {
  const said = reasonIn(fault, depth);
  if (said === undefined || !isRecord(fault)) return said;
  const place: unknown = fault["loc"] ?? fault["path"] ?? fault["param"];
  const names: readonly unknown[] = Array.isArray(place) ? place : [place];
  const path = names.filter((name) => typeof name === "string" || typeof name === "number").join(".");
  return path === "" ? said : `${path}: ${said}`;
}

/** `{model: ["is required"]}`, as validators of PHP and .NET write it: a list alone tells such a record. */
function ofFaultsByField(value: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  for (const [name, faults] of Object.entries(value).slice(0, MOST_FAULTS)) {
    const said = Array.isArray(faults) && faults.every((fault) => typeof fault === "string") && reasonIn(faults, depth);
    if (said) return `${name}: ${said}`;
  }
  return undefined;
}

/** What a router quotes from the service behind it says more than the router's own "Provider returned error". */
function withQuoted(
  value: Readonly<Record<string, unknown>>,
  reason: string | undefined,
  depth: number,
): string | undefined {
  const quoted = isRecord(value["metadata"]) ? reasonIn(value["metadata"]["raw"], depth - 1) : undefined;
  if (quoted === undefined || reason === undefined || reason.includes(quoted)) return reason ?? quoted;
  return `${reason}: ${quoted}`;
}
