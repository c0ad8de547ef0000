/**
 * `dist/cdn/embed.js`: a classic script that puts one `<live-avatar>` into the page, with the `data-*` attributes of its own
 * `<script>` as the element's attributes, and loads the element from beside itself.
 *
 * Its syntax is ECMAScript 5, so that a browser without modules reads it and does nothing; hence no `import()`, which
 * would also be a syntax error there. Attributes become attributes: nothing is ever read as HTML or as code.
 */
declare const LIVE_AVATAR_VERSION: string;

/** Trusted Types, of which TypeScript's DOM library knows nothing yet. */
interface PolicyFactory {
  createPolicy(name: string, rules: object): { createScriptURL(url: string): string };
}

var TAG = "live-avatar";
/** On the page: that the element's script is asked for. On a script and on an element: that this script was there. */
var DONE = "liveAvatarEmbed";
var OWN_NAME = /\/embed(\.min)?\.js(?=[?#]|$)/;
/** All but what is for this script, what a policy or the platform reads as code, and what optimisers keep there. */
var PASSED_ON = /^data-(?!(?:target|live-avatar|style|on[a-z]+|(?:[a-z-]+-)?src)$)([a-z][a-z-]*)$/;

function mark(on: object): boolean {
  var marks = on as Record<string, boolean | undefined>;
  var isFirst = !marks[DONE];
  marks[DONE] = true;
  return isFirst;
}

function tell(problem: string): void {
  // eslint-disable-next-line no-console -- somebody who pastes a tag looks there
  console.error("[live-avatar] embed.js: " + problem);
}

/** The address of this script, by its tag; some optimisers move it to another attribute (`data-src`, `data-rocket-src`). */
function addressOf(tag: HTMLScriptElement): string | undefined {
  for (var index = 0; index < tag.attributes.length; index++) {
    var attribute = tag.attributes[index] as Attr;
    if (attribute.name.endsWith("src") && OWN_NAME.test(attribute.value)) {
      return new URL(attribute.value, document.baseURI).href;
    }
  }
  return undefined;
}

/** Whether the avatar could converse. */
function hasModel(tag: Element): boolean {
  return (
    tag.hasAttribute("data-token-endpoint") || tag.hasAttribute("data-llm-base-url") || tag.hasAttribute("data-llm")
  );
}

/**
 * The tag of this run: the running one, unless an optimiser has merged this script into another file, or runs it by other
 * means; then the first that is ours and had no run. Nothing but a `<script>` counts, since sanitisers leave `data-*` on others.
 */
function findTag(): HTMLScriptElement | undefined {
  var current = document.currentScript;
  if (current instanceof HTMLScriptElement && (current.hasAttribute("data-live-avatar") || addressOf(current))) {
    return current;
  }
  var scripts = document.querySelectorAll("script");
  for (var index = 0; index < scripts.length; index++) {
    var script = scripts[index] as HTMLScriptElement;
    var address = addressOf(script);
    var isOurs = address && (address.includes("live-avatar") || hasModel(script));
    if ((isOurs || script.hasAttribute("data-live-avatar")) && !(DONE in script)) return script;
  }
  return undefined;
}

/** The address of the element's module. Of a range of versions it is the one that this script came with. */
function moduleOf(tag: HTMLScriptElement): string | undefined {
  var named = tag.getAttribute("data-live-avatar");
  if (named) return new URL(named, document.baseURI).href;
  var address = addressOf(tag);
  return (
    address &&
    address
      .replace(OWN_NAME, "/live-avatar.js")
      .replace(/(\/live-avatar)@[^/]+(?=\/dist\/cdn\/)/, "$1@" + LIVE_AVATAR_VERSION)
  );
}

function load(url: string, nonce: string): void {
  var script = document.createElement("script");
  var types = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  script.type = "module";
  script.nonce = nonce;
  script.onerror = function () {
    tell("could not load " + url + ": is all of dist/cdn there, and does the page's policy (script-src) allow it?");
  };
  try {
    script.src = types ? trusted(types, url) : url;
    document.head.appendChild(script);
  } catch (error) {
    tell("Trusted Types refuse " + url + ": add live-avatar to the trusted-types directive of the page's policy.");
  }
}

/** Where the page's policy does not let us have a policy of ours, its default one decides about the text. */
function trusted(types: PolicyFactory, url: string): string {
  try {
    return types.createPolicy(TAG, { createScriptURL: String }).createScriptURL(url);
  } catch (error) {
    return url;
  }
}

function makeElement(tag: HTMLScriptElement): HTMLElement {
  var element = document.createElement(TAG);
  if (!tag.hasAttribute("data-target") && !tag.hasAttribute("data-layout")) element.setAttribute("layout", "floating");
  for (var index = 0; index < tag.attributes.length; index++) {
    var attribute = tag.attributes[index] as Attr;
    var name = PASSED_ON.exec(attribute.name);
    if (name) element.setAttribute(name[1] as string, attribute.value);
  }
  return element;
}

/** Where it belongs: before `before`, or at the end of `parent`. */
function placeOf(tag: HTMLScriptElement): { parent: Element; before: Element | null } | undefined {
  var target = tag.getAttribute("data-target");
  if (target !== null) {
    try {
      var parent = document.querySelector(target);
      if (parent) return { parent: parent, before: null };
    } catch (error) {
      // It is no selector: there is no such element either.
    }
    tell("there is no element for data-target=" + JSON.stringify(target) + ".");
    return undefined;
  }
  var isHere = tag.getAttribute("data-layout") === "inline" && document.body.contains(tag);
  return isHere ? { parent: tag.parentElement as Element, before: tag } : { parent: document.body, before: null };
}

function place(tag: HTMLScriptElement): void {
  var where = placeOf(tag);
  if (!where) return;
  var present = where.before ? where.before.previousElementSibling : where.parent.lastElementChild;
  // A second run, for another copy of the tag: one step for what stands before an inline one, all the way for others.
  for (; present; present = where.before ? null : present.previousElementSibling) {
    if (present.localName === TAG && DONE in present) return;
  }
  var element = makeElement(tag);
  mark(element);
  where.parent.insertBefore(element, where.before);
}

function run(): void {
  var tag = findTag();
  if (!tag) {
    // Of a second run that has no tag of its own, the first one has seen to everything.
    if (!(DONE in window)) tell("could not find its own <script>: give that tag the attribute data-live-avatar.");
    return;
  }
  var found = tag;
  if (!mark(found)) return;
  var url = moduleOf(found);
  if (!url) {
    tell('could not find its own address: name it by data-live-avatar="…/live-avatar.js" on its <script>.');
    return;
  }
  if (!hasModel(found)) {
    tell("Start stays disabled: there is no data-token-endpoint (or data-llm-base-url, or data-llm) on its <script>.");
  }
  if (mark(window) && !customElements.get(TAG)) load(url, found.nonce);
  if (document.readyState !== "loading") place(found);
  else {
    document.addEventListener("DOMContentLoaded", function () {
      place(found);
    });
  }
}

// Browsers without modules and custom elements are left alone.
if ("noModule" in HTMLScriptElement.prototype && "customElements" in window) run();
