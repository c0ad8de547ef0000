// docs/frameworks.md, "Types": what React 19 lets a component write, and what it does not.
import "live-avatar";
import type {} from "live-avatar/types/react";
import { useRef } from "react";
import type { ChatMessage, LiveAvatarElement, LLMProvider } from "live-avatar";

export function Avatar({ llm, onMessage }: { llm: LLMProvider; onMessage: (message: ChatMessage) => void }) {
  const avatar = useRef<LiveAvatarElement>(null);
  return (
    <>
      <live-avatar
        ref={avatar}
        llm={llm}
        tokenProvider={() => Promise.resolve("token")}
        theme="dark"
        volume="0.5"
        no-captions
        no-transcript={false}
        idle-timeout={60}
        className="wide"
        onavatar-message={({ detail }) => {
          onMessage(detail.message);
        }}
      >
        <p slot="header">Ada</p>
      </live-avatar>
      <button onClick={() => void avatar.current?.sendMessage("Hello")}>Hello</button>
    </>
  );
}

// @ts-expect-error -- no such word
export const wrongWord = <live-avatar theme="darkish" />;
// @ts-expect-error -- the text "false" would be true
export const wrongFlag = <live-avatar no-captions="false" />;
// @ts-expect-error -- no such property; names with a dash TypeScript lets pass in every framework
export const wrongName = <live-avatar tokenEndpont="/token" />;
// @ts-expect-error -- no such key in the detail
export const wrongDetail = <live-avatar onavatar-ended={({ detail }) => detail.message} />;
