/** The longest foreign sentence that goes into an error of ours. */
const MAX_LENGTH = 300;
/** The pattern of keys and tokens: a service that refuses a key may repeat it. */
const CREDENTIAL = /\b(?:sk|pk|rk|ek)[-_][\w*.-]{6,}|\bBearer\s+\S+/gi;
const MARKUP = /<[a-z!/?]/i;

/**
 * The other side's text, made fit for an error message: one line, short, without the secrets and without anything that looks
 * like one. Undefined for an empty text, or for an HTML page.
 */
export function foreignSentence(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== "string" || MARKUP.test(value)) return undefined;
  let text = value;
  for (const secret of secrets) if (secret !== "") text = text.replaceAll(secret, "…");
  // eslint-disable-next-line no-control-regex -- foreign text must not move the cursor of a console
  text = text.replace(/[\u0000-\u001f\u007f]+/g, " ").replace(CREDENTIAL, "…");
  text = text.trim();
  if (text === "") return undefined;
  // Half of a character is none.
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, "")}…` : text;
}
