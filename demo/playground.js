/** A control for every attribute of the element, as the package's own manifest has them, and the tag that comes of it. */
const avatar = document.querySelector("#avatar");
const controls = document.querySelector("#controls");
const code = document.querySelector("#tag code");
const said = document.querySelector("#copied");

/** What belongs together. The first that knows an attribute has it, and the last knows all. */
const GROUPS = [
  [
    "Look",
    /^(layout|placement|open|theme|lang|poster|avatar-name|chroma-key|character$|on-close|loading|no-(expand|pic))/,
  ],
  [
    "Conversation",
    /^(greeting|suggestions|gate|interaction|talk-|microphone|vision|rating|emotions|no-|muted|volume|consent)/,
  ],
  ["Memory", /^(memory|resume|thread-id|user-id|relay-)/],
  ["Models and voice", /^(renderer|llm|tts|stt|system-prompt|character-card|reasoning)/],
  ["Service and limits", /./],
];

/** The page's own tag, which Reset brings back. The address of the service is the demo's. */
const FIRST = new Map(
  [...code.textContent.matchAll(/\s([a-z-]+)(?:="([^"]*)")?(?=[\s>])/g)].map(([, name, value]) => [name, value ?? ""]),
);
const SCRIPT = '<script type="module" src="/dist/cdn/live-avatar.js"></script>';

/** Attributes that were chosen, in the order of the controls. */
const chosen = new Map();
const fields = [];

async function attributes() {
  const response = await fetch("/custom-elements.json");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { modules } = await response.json();
  const element = modules
    .flatMap(({ declarations = [] }) => declarations)
    .find(({ tagName }) => tagName === "live-avatar");
  return element.attributes.filter(({ readonly }) => !readonly);
}

/** A sentence of the manifest, in which backticks mark code. */
function sentence(text) {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const element = document.createElement("code");
    element.textContent = part;
    return element;
  });
}

function inputOf({ type, default: fallback }) {
  const words = [...type.text.matchAll(/"([^"]*)"/g)].map(([, word]) => word);
  if (words.length > 0) {
    const select = document.createElement("select");
    const standard = fallback?.replaceAll('"', "");
    const options = standard === undefined ? ["", ...words] : words;
    for (const word of options) select.add(new window.Option(word || "not set", word === standard ? "" : word));
    return select;
  }
  const input = document.createElement("input");
  input.type = type.text === "boolean" ? "checkbox" : type.text === "number" ? "number" : "text";
  if (input.type === "number") {
    input.step = "any";
    input.min = "0";
  }
  if (input.type !== "checkbox" && fallback !== undefined) input.placeholder = fallback;
  return input;
}

function fieldOf(attribute) {
  const { name, description } = attribute;
  const field = document.createElement("div");
  const label = document.createElement("label");
  const hint = document.createElement("p");
  const input = inputOf(attribute);
  field.className = input.type === "checkbox" ? "field flag" : "field";
  input.id = `attribute-${name}`;
  input.name = name;
  input.autocomplete = "off";
  hint.id = `${input.id}-hint`;
  hint.className = "hint";
  hint.append(...sentence(description));
  label.htmlFor = input.id;
  label.textContent = name;
  input.setAttribute("aria-describedby", hint.id);
  field.append(label, input, hint);
  fields.push({ name, input });
  return field;
}

function groupOf([title], own, isOpen) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.open = isOpen;
  summary.textContent = `${title} (${own.length})`;
  details.append(summary, ...own.map(fieldOf));
  return details;
}

function apply({ name, input }) {
  const isFlag = input.type === "checkbox";
  const value = isFlag ? "" : input.value;
  const isSet = isFlag ? input.checked : value !== "" && input.validity.valid;
  if (isSet) {
    chosen.set(name, value);
    if (avatar.getAttribute(name) !== value) avatar.setAttribute(name, value);
  } else if (chosen.delete(name)) {
    avatar.removeAttribute(name);
  }
}

function showTag() {
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const own = fields
    .filter(({ name }) => chosen.has(name))
    .map(({ name }) => (chosen.get(name) === "" ? name : `${name}="${escaped(chosen.get(name))}"`));
  const tag = own.length === 0 ? "<live-avatar>" : `<live-avatar\n${own.map((one) => `  ${one}\n`).join("")}>`;
  code.textContent = `${SCRIPT}\n${tag}</live-avatar>`;
}

function fill() {
  for (const field of fields) {
    const { name, input } = field;
    if (input.type === "checkbox") input.checked = FIRST.has(name);
    else input.value = FIRST.get(name) ?? "";
    apply(field);
  }
  showTag();
}

controls.addEventListener("submit", (event) => event.preventDefault());
controls.addEventListener("change", ({ target }) => {
  apply(fields.find(({ input }) => input === target));
  showTag();
});
document.querySelector("#reset").addEventListener("click", () => {
  fill();
  said.textContent = "All attributes are as they were.";
});
// A visitor can close a floating avatar, or open it: the control follows.
new window.MutationObserver(() => {
  const field = fields.find(({ name }) => name === "open");
  if (!field || field.input.checked === avatar.hasAttribute("open")) return;
  field.input.checked = avatar.hasAttribute("open");
  apply(field);
  showTag();
}).observe(avatar, { attributes: true, attributeFilter: ["open"] });

try {
  const left = new Set(await attributes());
  const groups = GROUPS.map((group, index) => {
    const own = [...left].filter(({ name }) => group[1].test(name));
    for (const one of own) left.delete(one);
    return groupOf(group, own, index === 0);
  });
  controls.replaceChildren(...groups);
  fill();
} catch (error) {
  controls.textContent = `The list of attributes could not be loaded: ${error.message}`;
}
