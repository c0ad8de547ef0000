import { icon, make, Place, toggle, write } from "./dom.js";
import { MICROPHONE, TALK } from "./icons.js";
import type { ShellActions, ShellView } from "./shell-view.js";

/** The layer over the picture while no conversation runs. */
export interface Gate {
  readonly kind: "start" | "consent" | "connecting";
  readonly element: HTMLElement;
  readonly draw: (view: ShellView) => void;
}

/**
 * The gate that a view asks for: the present one, or a new one of another kind.
 * @csspart start-gate - The layer over the picture before, between and after conversations.
 */
export function gateOf({ state, asksConsent }: ShellView, present: Gate | undefined, actions: ShellActions): Gate {
  const kind = state === "connecting" ? state : asksConsent ? "consent" : "start";
  if (present?.kind === kind) return present;
  const element = make("div", { class: "gate", part: "start-gate" });
  const draw =
    kind === "start"
      ? startGate(element, actions)
      : kind === "consent"
        ? consentGate(element)
        : connectingGate(element, actions);
  return { kind, element, draw };
}

/**
 * @csspart start-button - The Start button.
 * @csspart message - The sentence that says why a conversation failed or ended, and each message of the transcript.
 * @csspart hint - The line below the Start button that says what the browser will ask.
 */
function startGate(element: HTMLElement, { start }: ShellActions): Gate["draw"] {
  const [message, label, ways, hint] = [new Place(), new Place(), new Place(), new Place()];
  const sentence = make("p", { part: "message" }, message.node);
  const symbol = icon("");
  const button = make("button", { class: "start", part: "start-button", type: "button" }, symbol, label.node);
  button.addEventListener("click", start);
  const offline = make("slot", { name: "offline" });
  const slot = make("slot", { name: "start-gate" }, button);
  const note = make("p", { class: "hint", part: "hint" }, hint.node);
  const end = document.createTextNode("");
  element.append(sentence, slot, ways.node, end);
  return (view) => {
    const { texts, incomplete, ended, opening, asksMicrophone } = view;
    const hasFailed = view.state === "error";
    const words = incomplete ? texts.incomplete : view.message;
    write(element, { class: `gate ${hasFailed ? "error" : ""}` });
    write(sentence, { role: hasFailed ? "alert" : "status", hidden: !words });
    message.fill(words);
    toggle(hasFailed || ended === "no-credits", offline, slot);
    button.disabled = incomplete;
    if (symbol.firstElementChild) write(symbol.firstElementChild, { d: asksMicrophone ? MICROPHONE : TALK });
    label.fill(opening?.label ?? (hasFailed ? texts.retry : ended ? texts.startAgain : texts.start));
    ways.fill(opening?.gate);
    hint.fill(texts.micHint);
    toggle(asksMicrophone && !incomplete && !hasFailed && !ended, note, end);
  };
}

function consentGate(element: HTMLElement): Gate["draw"] {
  write(element, { class: "gate consent", role: "group", tabindex: "-1" });
  element.append(make("slot", { name: "consent" }));
  return () => undefined;
}

/**
 * @csspart spinner - The spinner that turns while the avatar is connecting.
 * @csspart cancel-button - The button that cancels a start.
 */
function connectingGate(element: HTMLElement, { cancel }: ShellActions): Gate["draw"] {
  const [message, label] = [new Place(), new Place()];
  const button = make("button", { class: "pill", part: "cancel-button", type: "button" }, label.node);
  button.addEventListener("click", cancel);
  element.append(
    make("div", { class: "spinner", part: "spinner" }),
    make("p", { role: "status", class: "status", part: "status", tabindex: "-1" }, message.node),
    button,
  );
  return ({ message: words, texts }) => {
    message.fill(words ?? texts.connecting);
    label.fill(texts.cancel);
  };
}
