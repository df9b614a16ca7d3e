/**
 * A small client of ShopGuide for an app: keeps a shopper's session, names its shopper, and asks
 * again where asking again is right. Copy it, or begin with it; shopguide.d.ts types every call.
 */

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./shopguide.js";

type Schemas = components["schemas"];
export type Session = Schemas["SessionResponse"];
export type ShopEvent = Schemas["EventInput"];

/** An error as every route answers it (RFC 9457). */
export interface Problem {
  code: string;
  title: string;
  status: number;
  detail?: string;
  fix?: string;
  field?: string;
  request_id?: string;
}

/** Branch on `code`: it does not change. */
export class ShopError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ShopError";
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Where a session outlives the app: the device's keychain, a cookie, or nothing at all. */
export interface SessionStore {
  load(): Session | null;
  save(session: Session): void;
}

const LOST_SESSION = new Set(["session_required", "session_invalid", "session_expired"]);
const BUSY = new Set([429, 503]);
const REFUSED = new Set([429]); // before anything was done
const RENEW_BEFORE_MS = 3 * 24 * 3600 * 1000;
const ATTEMPTS = 3;
const LONGEST_WAIT_SECONDS = 5;

export class ShopClient {
  private readonly api: Client<paths>;
  private beginning: Promise<Session> | null = null;

  constructor(
    baseUrl: string,
    private readonly store: SessionStore,
    fetch: (request: Request) => Promise<Response> = globalThis.fetch,
  ) {
    this.api = createClient<paths>({ baseUrl, fetch });
  }

  /** Products for a query; nobody needs a session for that. */
  search(q: string, limit = 20) {
    return this.call(() => this.api.GET("/v1/search", { params: { query: { q, limit } } }));
  }

  /** Products for this shopper, each with the reason why. */
  recommendations(limit = 20) {
    return this.callAs(({ shopper_id, headers }) =>
      this.api.GET("/v1/recommendations", { params: { query: { shopper_id, limit } }, headers }),
    );
  }

  /** What the shopper did or was shown. Keep the ids: the same event sent twice counts once. */
  report(events: Omit<ShopEvent, "shopper_id">[]) {
    return this.callAs(({ shopper_id, headers }) =>
      this.api.POST("/v1/events", {
        body: { events: events.map((event) => ({ ...event, shopper_id })) },
        headers,
      }),
    );
  }

  /** An answer with its evidence; `abstained` where the shop's data does not say. */
  ask(question: string, productId?: string) {
    const body = { question, compose: "auto" as const };
    return this.call(() =>
      this.api.POST("/v1/answers", {
        body: productId === undefined ? body : { ...body, product_id: productId },
      }),
    );
  }

  /** Begins a conversation with its first turn. */
  begin(text: string) {
    return this.callAs(
      ({ shopper_id, headers }) =>
        this.api.POST("/v1/conversations", { body: { shopper_id, text }, headers }),
      REFUSED,
    );
  }

  /** The next turn. Not repeated by itself where it may have been heard: a turn is no query. */
  say(conversation_id: string, text: string) {
    return this.callAs(
      ({ shopper_id, headers }) =>
        this.api.POST("/v1/conversations/{conversation_id}/turns", {
          params: { path: { conversation_id } },
          body: { shopper_id, text },
          headers,
        }),
      REFUSED,
    );
  }

  /** The session at hand, renewed before it ends, or a new one; callers at the same time share it. */
  async session(): Promise<Session> {
    const kept = this.store.load();
    const left = kept === null ? 0 : Date.parse(kept.expires_at) - Date.now();
    const renewable = kept?.kind === "anonymous" && left > 0;
    if (kept !== null && left > (renewable ? RENEW_BEFORE_MS : 0)) return kept;
    const asked = renewable ? { body: { session_token: kept.session_token } } : {};
    this.beginning ??= this.call(() => this.api.POST("/v1/sessions", asked)).then((begun) => {
      this.store.save(begun);
      return begun;
    });
    try {
      return await this.beginning;
    } finally {
      this.beginning = null;
    }
  }

  private async callAs<T>(
    ask: (as: { shopper_id: string; headers: { Authorization: string } }) => Promise<Outcome<T>>,
    again = BUSY,
  ): Promise<T> {
    const asShopper = ({ shopper_id, session_token }: Session) =>
      this.call(
        () => ask({ shopper_id, headers: { Authorization: `Bearer ${session_token}` } }),
        again,
      );
    const session = await this.session();
    try {
      return await asShopper(session);
    } catch (error) {
      if (!(error instanceof ShopError) || !LOST_SESSION.has(error.code)) throw error;
      this.store.save({ ...session, expires_at: new Date(0).toISOString() });
      return asShopper(await this.session());
    }
  }

  private async call<T>(ask: () => Promise<Outcome<T>>, again = BUSY): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const { data, error, response } = await ask();
      if (data !== undefined) return data;
      const problem = (error ?? { code: "unknown", title: response.statusText }) as Problem;
      if (!again.has(response.status) || attempt === ATTEMPTS) throw new ShopError(problem);
      await pause(Number(response.headers.get("Retry-After") ?? 1));
    }
  }
}

interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** Waits as long as asked, within reason, and a little longer: not everybody comes back at once. */
function pause(seconds: number): Promise<void> {
  const wait = Math.min(seconds, LONGEST_WAIT_SECONDS) + Math.random();
  return new Promise((resolve) => setTimeout(resolve, wait * 1000));
}
