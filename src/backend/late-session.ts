import { ServiceLink, type ServiceLinkOptions } from "../room/service-link.js";
import { readTokenAnswer } from "../room/token-answer.js";

/**
 * Stops what a token answer brings when nobody wants it any more: the site's backend may have started a session.
 * It needs nothing of the room, which may never have been loaded.
 * @returns settles when the service knows, or when there was nothing to stop; it never rejects
 */
export async function stopLateSession(
  asked: Promise<unknown>,
  options: Omit<ServiceLinkOptions, "answer">,
): Promise<void> {
  try {
    const answer = readTokenAnswer(await asked);
    if (answer.started !== undefined) await new ServiceLink({ ...options, answer }).stop();
  } catch (error) {
    options.logger.debug("Nothing came of a token that nobody wants any more.", error);
  }
}
