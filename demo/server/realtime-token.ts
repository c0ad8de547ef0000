/** `/api/model/realtime-token`: a short-lived token of the speech service for the demo's own pages, as soon as that is there. */
import { createRealtimeTokenHandler } from "../../src/server/index.js";
import { HEARING_MODEL } from "../../speech/models.js";

export interface RealtimeTokenOptions {
  /** Of the demo's pages. */
  readonly origins: readonly string[];
  readonly speechUrl: () => string | undefined;
}

export function createDemoRealtimeToken({ origins, speechUrl }: RealtimeTokenOptions) {
  let known: { readonly url: string; readonly handle: (request: Request) => Promise<Response> } | undefined;
  return async (request: Request): Promise<Response> => {
    const url = speechUrl();
    if (url === undefined) {
      const error = { code: "not-found", message: "There is no recogniser here yet." };
      return Response.json({ error }, { status: 404 });
    }
    if (known?.url !== url) {
      const handle = createRealtimeTokenHandler({
        apiKey: "demo",
        baseURL: url,
        models: [HEARING_MODEL],
        session: { language: "en" },
        allowedOrigins: origins,
        // A demo on one's own machine has one visitor; a public site keys by its visitors' addresses.
        rateLimit: { limit: 60, windowSeconds: 60, key: () => "demo" },
      });
      known = { url, handle };
    }
    return known.handle(request);
  };
}
