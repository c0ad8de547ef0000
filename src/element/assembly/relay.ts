/** The relay: tells the site's backend the events of a session. */
import { isAbortError } from "../../core/abort.js";
import type { AvatarSession } from "../../session/avatar-session.js";
import { loadChunk } from "../load-chunk.js";
import { type AssemblyPart, CHUNKS } from "./part.js";

/** @param token gives the `relay_token` of the session's token answer; undefined for a session without one */
export type ConnectRelay = (session: AvatarSession, token: (() => Promise<string | undefined>) | undefined) => void;

/** What connects a session as soon as it is made. A session in which that is not possible goes on without. */
export const relay: AssemblyPart<ConnectRelay | undefined> = {
  wants: ({ relayEndpoint }) => Boolean(relayEndpoint),

  preload: () => [CHUNKS.relay()],

  async make({ relayEndpoint: endpoint = "", fetchOptions, logger }, context) {
    try {
      const { EventRelay } = await loadChunk(context.chunks.relay, context);
      return (session, token) => {
        // It ends with its session.
        new EventRelay(session, { endpoint, token, fetchOptions, logger, clock: context.clock });
      };
    } catch (error) {
      if (isAbortError(error)) throw error;
      logger.error("The relay could not be loaded: this conversation is not relayed.", error);
      return undefined;
    }
  },
};
