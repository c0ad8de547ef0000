/** A LiveAvatar service in the place of `fetch`: answers what it is told and remembers what it was asked. */
export const API_KEY = "sk-top-secret-0123456789";
export const SITE = "https://shop.example";
const ENDPOINT = `${SITE}/api/live-avatar/token`;

export interface ServiceRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

type Answer = Response | Error | "hang";

export const envelope = (data: unknown, code = 1000, message: string | null = null) => ({ code, data, message });

export const started = {
  session_id: "s-1",
  livekit_url: "wss://room.example",
  livekit_client_token: "client-token",
  max_session_duration: 300,
};

export const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export function fakeService(answers: Readonly<Record<string, () => Answer>> = {}) {
  const requests: ServiceRequest[] = [];
  const defaults: Record<string, () => Answer> = {
    "/v1/sessions/token": () => json(200, envelope({ session_id: "s-1", session_token: "jwt.of.session" })),
    "/v1/sessions/start": () => json(201, envelope(started)),
    "/v1/sessions/stop": () => json(200, envelope(null)),
  };
  let arrived: () => void = () => undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const text = await request.text();
    requests.push({
      path: pathname,
      headers: request.headers,
      body: text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>),
    });
    arrived();
    const answer = (answers[pathname] ?? defaults[pathname])?.();
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer;
    return new Promise((_, reject) => {
      const { signal } = request;
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      if (signal.aborted) reject(signal.reason as Error);
    });
  };
  return {
    fetch,
    requests,
    /** Resolves when the next request has arrived. */
    nextRequest: () =>
      new Promise<void>((resolve) => {
        arrived = resolve;
      }),
  };
}

/** A page's request as the element sends it. */
export function ask(init: RequestInit = {}): Request {
  const { headers, ...rest } = init;
  const all = new Headers({ "Content-Type": "application/json", Origin: SITE });
  for (const [name, value] of new Headers(headers)) {
    if (value === "") all.delete(name);
    else all.set(name, value);
  }
  return new Request(ENDPOINT, { method: "POST", body: JSON.stringify({ language: "en" }), ...rest, headers: all });
}
