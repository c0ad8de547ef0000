/**
 * The demo's pages as they are served. What all of them share stands here once: the navigation, and the tag to copy, which is the
 * page's own. A comment in a page says where each goes.
 */

const PAGES = [
  ["/", "LiveAvatar"],
  ["/portrait.html", "Portrait"],
  ["/playground.html", "Playground"],
  ["/memory.html", "Memory"],
  ["/own-llm.html", "Own model"],
  ["/without-a-backend.html", "No backend"],
  ["/script-tag.html", "Bare script tag"],
  ["/diagnosis.html", "Diagnosis"],
] as const;

export interface PageContext {
  /** Its path; `/` for the first. */
  readonly path: string;
  /** Of the service behind the tags of rooms; undefined: there is none yet. */
  readonly apiUrl: string | undefined;
  /** What the pages' tags say of the models → what it is here. */
  readonly modelNames: Readonly<Record<string, string>>;
  /** Why the pages of rooms do not work yet; they come by themselves. */
  readonly building: string | undefined;
}

/** A page of the folder as it is sent. */
export function pageOf(source: string, { path, apiUrl, modelNames, building }: PageContext): string {
  const named = withModels(source, modelNames);
  const whole = named.replace("<!-- pages -->", () => navigation(path)).replace("<!-- tag -->", () => snippet(named));
  const isOfRoom = /<live-avatar\s[^>]*token-endpoint=/.test(named);
  return withApiUrl(building !== undefined && isOfRoom ? withNotice(whole, building) : whole, apiUrl);
}

function navigation(path: string): string {
  const links = PAGES.map(
    ([href, name]) => `<a href="${href}"${href === path ? ' aria-current="page"' : ""}>${name}</a>`,
  );
  return `<nav aria-label="Pages">${links.join("\n")}</nav>`;
}

/** The scripts that a site needs and the page's own tag, to be copied. `id` and `hidden` are only for the page around. */
function snippet(source: string): string {
  const scripts = [...source.matchAll(/<script [^>]*src="\/(?!showcase\.js)[^>]*><\/script>/g)].map(
    ([script]) => script,
  );
  const [, indent = "", tag = ""] = /^( *)(<live-avatar\s[^>]*><\/live-avatar>)$/m.exec(source) ?? [];
  const own = tag.replaceAll(`\n${indent}`, "\n").replace(/\s+id="[^"]*"/, "");
  return `<code>${escaped([...scripts, own].join("\n"))}</code>`;
}

function withNotice(html: string, building: string): string {
  return html
    .replace("</head>", '<script type="module" src="/building.js"></script></head>')
    .replace("<main>", () => `<main><p class="building" id="building" role="status">${escaped(building)}</p>`);
}

/** The pages say what a site would say; only the emulator's address has to be added to their tags. */
function withApiUrl(html: string, apiUrl: string | undefined): string {
  return apiUrl ? html.replace(/<live-avatar(?=[\s>])/g, `<live-avatar api-url="${apiUrl}"`) : html;
}

/** A tag names the demo's own models; where a real server stands behind it, that one's are meant. */
function withModels(html: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce(
    (text, [said, meant]) => text.replaceAll(`="${said}"`, () => `="${escaped(meant)}"`),
    html,
  );
}

const escaped = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${String(character.charCodeAt(0))};`);
