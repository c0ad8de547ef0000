/** Which attributes of the element somebody may set who writes posts, and is trusted with texts alone. */
import { ATTRIBUTES } from "../../src/element/attributes.js";

/**
 * Attributes that no author sets, and why. A new attribute of the element is an author's until it stands here: the table of the
 * WordPress plugin and the lists of docs/recipes.md are held to this.
 */
export const NOT_FOR_AUTHORS = new Set([
  // The site sets them.
  ...["tokenEndpoint", "apiUrl", "assetBase"],
  // They send a visitor's words or files to an address of the author's choice.
  ...["llmBaseUrl", "ttsBaseUrl", "sttBaseUrl", "sttTokenEndpoint", "relayEndpoint", "characterCard"],
  // They are about models of the page's own, which the site sets.
  ...["renderer", "llm", "llmModel", "ttsModel", "ttsVoice", "sttModel", "systemPrompt", "emotions", "reasoningEffort"],
  ...["noAutoSpeak", "vision", "character"],
  // They say who the visitor is, and what the visitor consents to.
  ...["threadId", "userId", "consent"],
  // They cost sessions.
  ...["prefetch", "noKeepAlive"],
]);

/** The names in HTML of those that an author sets. */
export const AUTHOR_ATTRIBUTES: readonly string[] = Object.entries(ATTRIBUTES)
  .filter(([name]) => !NOT_FOR_AUTHORS.has(name))
  .map(([, { attribute }]) => attribute);
