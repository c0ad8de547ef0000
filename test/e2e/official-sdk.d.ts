// The parts of the official SDK 0.0.18 that the tests use: its own types import files without their extension,
// which Node's resolution does not find.
declare module "@heygen/liveavatar-web-sdk" {
  export const AgentEventsEnum: Readonly<Record<string, string>>;
  export const SessionEvent: {
    readonly SESSION_STATE_CHANGED: string;
    readonly SESSION_DISCONNECTED: string;
    readonly SESSION_STREAM_READY: string;
  };
  export const SessionInteractivityMode: {
    readonly CONVERSATIONAL: "CONVERSATIONAL";
    readonly PUSH_TO_TALK: "PUSH_TO_TALK";
  };
  export class LiveAvatarSession {
    constructor(
      token: string,
      config?: { readonly apiUrl?: string; readonly voiceChat?: boolean | { readonly mode?: string } },
    );
    readonly maxSessionDuration: number | null;
    readonly voiceChat: { startPushToTalk(): Promise<void>; stopPushToTalk(): Promise<void> };
    on(type: string, listener: (argument: never) => void): void;
    start(): Promise<void>;
    stop(): Promise<void>;
    attach(element: HTMLMediaElement): void;
    message(text: string): string;
    repeat(text: string): string;
    interrupt(): void;
  }
}
