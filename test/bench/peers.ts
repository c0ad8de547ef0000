/**
 * Whom a page of ours is compared with before anybody asks for anything, and how each of them is brought into a page: as its own
 * README, or its vendor's page about embedding where the package has none, shows it first. Versions are in `peers/package.json`.
 */
export interface Peer {
  /** On the npm registry. */
  readonly package: string;
  /** What is in the page at rest. */
  readonly shows: "a widget" | "a button of the page's" | "a stage";
  /** Files of packages that the page loads as they are published, by the names that it asks for. */
  readonly files?: Readonly<Record<string, string>>;
  /** The script that a site's bundler makes `main.js` of. */
  readonly entry?: string;
  /** What loads the scripts. Default: `main.js` as a module. */
  readonly head?: string;
  readonly body: string;
}

/** The path of its page. */
export const pathOf = (peer: Peer): string => peer.package.replace(/^@/, "").replace(/[^\w-]/g, "-");

/**
 * An SDK has nothing to show. The page imports it as its README does, and whatever its first example does waits for a press:
 * nothing is cheaper, short of an import at the press, which its README does not show.
 */
const sdk = (name: string, imports: string, atThePress: string): Peer => ({
  package: name,
  shows: "a button of the page's",
  entry: `${imports}
document.querySelector("button").addEventListener("click", async () => {
  ${atThePress}
});`,
  body: '<video id="video" autoplay playsinline></video><button>Start</button>',
});

/** They call themselves avatars or agents that one talks to, or are the chats that are taken for the same purpose. */
export const PEERS: readonly Peer[] = [
  {
    package: "@elevenlabs/convai-widget-embed",
    shows: "a widget",
    files: { "index.js": "@elevenlabs/convai-widget-embed/dist/index.js" },
    head: "",
    body: '<elevenlabs-convai agent-id="an-agent"></elevenlabs-convai><script src="index.js" async type="text/javascript"></script>',
  },
  {
    package: "@vapi-ai/client-sdk-react",
    shows: "a widget",
    files: { "widget.umd.js": "@vapi-ai/client-sdk-react/dist/embed/widget.umd.js" },
    head: '<script src="widget.umd.js"></script>',
    body: `<vapi-widget public-key="a-key" assistant-id="an-assistant" mode="chat" theme="light" size="full" color-accent="#3B82F6"
      cta-button-color="#1F2937" cta-button-text-color="#FFFFFF" title="AI Assistant" cta-title="Chat with us"
      cta-subtitle="24/7 Support" chat-placeholder="How can I help you today?"></vapi-widget>`,
  },
  {
    package: "deep-chat",
    shows: "a widget",
    entry: 'import "deep-chat";',
    body: "<deep-chat></deep-chat>",
  },
  {
    package: "@typebot.io/js",
    shows: "a widget",
    files: { "web.js": "@typebot.io/js/dist/web.js" },
    head: '<script type="module">import Typebot from "./web.js"; Typebot.initStandard({ typebot: "a-typebot" });</script>',
    body: '<typebot-standard style="width: 100%; height: 600px; "></typebot-standard>',
  },
  {
    package: "@met4citizen/talkinghead",
    shows: "a stage",
    entry: `import { TalkingHead } from "@met4citizen/talkinghead";
      const nodeAvatar = document.getElementById("avatar");
      globalThis.head = new TalkingHead(nodeAvatar, {
        ttsEndpoint: "/gtts/", jwtGet: () => "", lipsyncModules: ["en", "fi"], mixerGainSpeech: 3,
      });`,
    files: {
      "lipsync-en.mjs": "@met4citizen/talkinghead/modules/lipsync-en.mjs",
      "lipsync-fi.mjs": "@met4citizen/talkinghead/modules/lipsync-fi.mjs",
    },
    body: '<div id="avatar" style="width: 640px; height: 360px"></div>',
  },
  {
    package: "@tavus/cvi-ui",
    shows: "a button of the page's",
    // Its command copies these components into the site, which imports the copies.
    entry: `import { createElement, useState } from "react";
      import { createRoot } from "react-dom/client";
      import { CVIProvider } from "@tavus/cvi-ui/dev-components/components/cvi-provider";
      import { Conversation } from "@tavus/cvi-ui/dev-components/components/conversation-01";
      function App() {
        const [url, setUrl] = useState();
        return createElement(CVIProvider, null, url
          ? createElement(Conversation, { conversationUrl: url, onLeave: () => setUrl() })
          : createElement("button", { onClick: () => setUrl("https://tavus.daily.co/a-room") }, "Start"));
      }
      createRoot(document.querySelector("#root")).render(createElement(App));`,
    head: '<link rel="stylesheet" href="main.css"><script type="module" src="main.js"></script>',
    body: '<div id="root"></div>',
  },
  sdk(
    "@heygen/liveavatar-web-sdk",
    'import { LiveAvatarSession } from "@heygen/liveavatar-web-sdk";',
    'await new LiveAvatarSession("a-token", { voiceChat: true }).start();',
  ),
  sdk(
    "@heygen/streaming-avatar",
    'import StreamingAvatar, { AvatarQuality, StreamingEvents } from "@heygen/streaming-avatar";',
    `const avatar = new StreamingAvatar({ token: "a-token" });
     avatar.on(StreamingEvents.STREAM_READY, () => undefined);
     await avatar.createStartAvatar({ quality: AvatarQuality.Low, avatarName: "an-avatar" });`,
  ),
  sdk(
    "@d-id/client-sdk",
    'import * as sdk from "@d-id/client-sdk";',
    `const auth = { type: "key", clientKey: "a-key" };
     const streamOptions = { compatibilityMode: "auto", streamWarmup: true };
     const manager = await sdk.createAgentManager("an-agent", { auth, callbacks: {}, streamOptions });
     await manager.connect();`,
  ),
  sdk(
    "@anam-ai/js-sdk",
    'import { createClient } from "@anam-ai/js-sdk";',
    'await createClient("a-token").streamToVideoElement("video");',
  ),
  sdk(
    "simli-client",
    'import { SimliClient } from "simli-client";',
    'await new SimliClient("a-token", document.querySelector("video")).start();',
  ),
  sdk(
    "retell-client-js-sdk",
    'import { RetellWebClient } from "retell-client-js-sdk";',
    'await new RetellWebClient().startCall({ accessToken: "a-token" });',
  ),
  sdk("@vapi-ai/web", 'import Vapi from "@vapi-ai/web";', 'await new Vapi("a-key").start("an-assistant");'),
  sdk(
    "@elevenlabs/client",
    'import { Conversation } from "@elevenlabs/client";',
    'await Conversation.startSession({ agentId: "an-agent" });',
  ),
];
