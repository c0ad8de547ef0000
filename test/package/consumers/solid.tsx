// docs/frameworks.md, "Types": what Solid lets a component write, and what it does not.
import "live-avatar";
import type {} from "live-avatar/types/solid";
import type { ChatMessage, LiveAvatarElement, LLMProvider } from "live-avatar";

export function Avatar(props: { llm: LLMProvider; onMessage: (message: ChatMessage) => void }) {
  let avatar: LiveAvatarElement | undefined;
  return (
    <>
      <live-avatar
        ref={(element: LiveAvatarElement) => (avatar = element)}
        prop:llm={props.llm}
        theme="dark"
        no-captions
        class="wide"
        on:avatar-message={({ detail }) => {
          props.onMessage(detail.message);
        }}
      />
      <button onClick={() => void avatar?.sendMessage("Hello")}>Hello</button>
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
export const wrongDetail = <live-avatar on:avatar-ended={({ detail }) => detail.message} />;
