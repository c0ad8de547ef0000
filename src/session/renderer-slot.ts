/**
 * The one place that holds the session's renderer: mounts it, swaps it, hears it, sets its loudness and releases it. There is
 * one attempt to mount at a time, and the newest wins. A renderer is code of the page: whatever it throws, never answers or
 * answers late is dealt with here.
 */
import { abortError, throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import type { PageElement } from "../core/ports/page-types.js";
import type { PictureWish } from "../core/vocabulary.js";
import { attempt, type Deferred, deferred } from "../core/wait.js";
import { RendererReleases } from "./renderer-releases.js";
import { RendererSubscription } from "./renderer-subscription.js";

/** Milliseconds for a mount: longer than token, start, room and participants of LiveAvatar may take together. */
const MOUNT_TIMEOUT_MS = 90_000;

export interface RendererSlotContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The renderer of a start is mounted and in place. What it said before is reported right after. */
  readonly handleMounted: () => void;
  readonly handleMountFailed: (error: LiveAvatarError) => void;
  /** A start goes on with another renderer: the status that the one before reported is over. */
  readonly handleReplaced: () => void;
  /** Another renderer has taken over and is in place. What it said before is reported right after. */
  readonly handleTakeover: () => void;
  readonly handleReport: (report: RendererReport) => void;
}

/** How loud the avatar is; undefined: nobody has said. */
export interface Loudness {
  readonly muted?: boolean | undefined;
  readonly volume?: number | undefined;
}

interface MountAttempt {
  readonly renderer: AvatarRenderer;
  readonly subscription: RendererSubscription;
  readonly controller: AbortController;
  /** Where it is drawn; undefined: wherever the session is. */
  readonly target: PageElement | undefined;
  readonly settled: Deferred<void>;
}

export class RendererSlot {
  container: PageElement | undefined;
  readonly #context: RendererSlotContext;
  #renderer: AvatarRenderer;
  /** The subscription to the renderer in place; undefined while none is mounted. */
  #subscription: RendererSubscription | undefined;
  /** Aborted when the renderer in place is released. */
  #life: AbortController | undefined;
  #attempt: MountAttempt | undefined;
  /** The start under way: what has to be there besides the renderer, whichever it will be. */
  #start: { readonly controller: AbortController; readonly prepared: Promise<void> } | undefined;
  readonly #releases: RendererReleases;
  #sound: Loudness = {};
  /** The loudspeaker that was chosen; undefined: nobody has said. */
  #speaker: string | undefined;
  #picture: PictureWish | undefined;
  /** How much of its volume the avatar has for now, 0…1. */
  #ducking = 1;

  constructor(renderer: AvatarRenderer, context: RendererSlotContext) {
    this.#renderer = renderer;
    this.#context = context;
    this.#releases = new RendererReleases(context);
  }

  /** The one in place, else the one of the next start. */
  get renderer(): AvatarRenderer {
    return this.#renderer;
  }

  /** Resolves when everything that was released is gone, or has not answered for too long. */
  get released(): Promise<void> {
    return this.#releases.all;
  }

  /** Begins a start; its end is told to the context. @param prepare brings what has to be there besides the renderer */
  mount(prepare: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#start = { controller, prepared: attempt(prepare, { signal: controller.signal }) };
    void this.#begin(this.#renderer, undefined);
  }

  /**
   * Changes the renderer: at once where none is mounted, else as soon as the new one is mounted; during a start the new one is
   * what the start waits for.
   * @throws AbortError when a newer call or a release came first; why it could not be mounted
   */
  swap(renderer: AvatarRenderer, target: PageElement | undefined): Promise<void> {
    const pending = this.#attempt;
    if (pending?.renderer === renderer && (!target || target === pending.target)) return pending.settled.promise;
    const isMounted = this.#subscription !== undefined;
    if (!pending && !isMounted) {
      this.#renderer = renderer;
      if (target) this.container = target;
      this.#applySound(renderer);
      this.#applyPicture(renderer);
      return Promise.resolve();
    }
    if (pending && !isMounted) {
      pending.subscription.dispose();
      this.#context.handleReplaced();
      // A listener that heard of it may have made a newer call.
      if (this.#attempt !== pending) return Promise.reject(abortError());
    }
    this.#giveUp();
    if (isMounted && renderer === this.#renderer) {
      if (target) this.relocate(target);
      return Promise.resolve();
    }
    if (!isMounted) this.#renderer = renderer;
    return this.#begin(renderer, target);
  }

  /** Gives up what is being mounted, stops hearing and unmounts. @param leaving see `AvatarRenderer.unmount` */
  release(leaving: boolean): void {
    const isUp = this.#subscription !== undefined;
    const isMounting = this.#attempt?.renderer === this.#renderer;
    this.#giveUp(leaving);
    this.#start?.controller.abort();
    this.#start = undefined;
    this.#dispose();
    if (isUp || !isMounting) this.#releases.unmount(this.#renderer, leaving);
  }

  /**
   * Asks something of the renderer that may take its time.
   * @throws what the renderer throws; AbortError when it is released or another one takes over
   */
  request<T>(act: (renderer: AvatarRenderer, signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    return attempt((signal) => act(this.#renderer, signal), { signal: this.#life?.signal });
  }

  /** Calls the renderer; what it throws is logged. @param what how the log goes on after "The renderer" */
  call(what: string, act: (renderer: AvatarRenderer) => void): void {
    this.#guard(what, () => {
      act(this.#renderer);
    });
  }

  interrupt(): void {
    this.#silence(this.#renderer);
  }

  keepAlive(): void {
    this.#guard("could not be kept alive", () => {
      this.#renderer.keepAlive?.();
    });
  }

  relocate(container: PageElement): void {
    this.container = container;
    this.#guard("could not be moved", () => {
      this.#renderer.relocate?.(container);
    });
  }

  /** What is left out stays as it is. Counts for renderers that come later, too. */
  setSound(sound: Loudness): void {
    const { muted = this.#sound.muted, volume = this.#sound.volume } = sound;
    this.#sound = { muted, volume };
    this.#applySound(this.#renderer, sound);
    if (this.#attempt && this.#attempt.renderer !== this.#renderer) this.#applySound(this.#attempt.renderer, sound);
  }

  get hasSpeaker(): boolean {
    return this.#renderer.sound?.setSpeaker !== undefined;
  }

  /** Counts for renderers that come later, too. One that cannot be had is reported. */
  async setSpeaker(deviceId: string): Promise<void> {
    this.#speaker = deviceId;
    await this.#applySpeaker();
  }

  /** Counts for renderers that come later, too. */
  setPicture(wish: PictureWish): void {
    this.#picture = wish;
    this.#applyPicture(this.#renderer);
    if (this.#attempt && this.#attempt.renderer !== this.#renderer) this.#applyPicture(this.#attempt.renderer);
  }

  /** Makes the avatar softer for a while. @param factor 0…1 of its volume; 1: as loud as it was set */
  duck(factor: number): void {
    this.#ducking = factor;
    this.#applySound(this.#renderer, { volume: this.#sound.volume ?? 1 });
  }

  #begin(renderer: AvatarRenderer, target: PageElement | undefined): Promise<void> {
    const { handleReport, logger } = this.#context;
    // Before it makes its first sound: somebody may have muted the old one.
    this.#applySound(renderer);
    this.#applyPicture(renderer);
    const subscription = new RendererSubscription({
      passesStatus: this.#start !== undefined,
      handleReport,
      handleError: (error) => {
        logger.error("The renderer could not be unsubscribed from.", error);
      },
    });
    const pending: MountAttempt = {
      renderer,
      target,
      subscription,
      controller: new AbortController(),
      settled: deferred(),
    };
    this.#attempt = pending;
    this.#mountRenderer(pending).then(
      () => {
        if (this.#attempt === pending) this.#install(pending);
      },
      (cause: unknown) => {
        if (this.#attempt === pending) this.#fail(pending, cause);
      },
    );
    return pending.settled.promise;
  }

  /** Resolves when the renderer, and in a start everything besides, is there. */
  async #mountRenderer({ renderer, target, subscription, controller }: MountAttempt): Promise<void> {
    const { signal } = controller;
    const { clock } = this.#context;
    const container = target ?? this.container;
    const mounting = attempt(
      (given) => {
        subscription.subscribe(renderer);
        const mount = () => renderer.mount(container, { signal: given });
        const release = this.#releases.of(renderer);
        if (!release) return mount();
        return release.then(() => {
          // Meanwhile nobody may want it any more.
          throwIfAborted(given);
          return mount();
        });
      },
      {
        ...{ signal, clock, ms: MOUNT_TIMEOUT_MS },
        timeout: () => failure(`The avatar was not mounted within ${MOUNT_TIMEOUT_MS / 1000} s.`),
        late: () => {
          if (!this.#isInUse(renderer)) this.#releases.unmount(renderer);
        },
      },
    );
    await Promise.race([Promise.all([mounting, this.#start?.prepared]), subscription.failed]);
  }

  /** Puts the renderer in place, and then tells. */
  #install({ renderer, target, subscription, settled }: MountAttempt): void {
    const isStart = this.#start !== undefined;
    const old = this.#renderer;
    const container = target ?? this.container;
    this.#attempt = this.#start = undefined;
    this.#dispose();
    if (!isStart) this.#silence(old);
    this.#subscription = subscription;
    this.#life = new AbortController();
    this.#renderer = renderer;
    this.container = container;
    // Before anybody is told: a listener may want the old one back, which is then mounted anew.
    if (old !== renderer) this.#releases.unmount(old);
    if (isStart) this.#context.handleMounted();
    else this.#context.handleTakeover();
    subscription.deliver();
    void this.#applySpeaker();
    settled.resolve();
  }

  #fail({ renderer, subscription, controller, settled }: MountAttempt, cause: unknown): void {
    const isStart = this.#start !== undefined;
    this.#start?.controller.abort();
    this.#attempt = this.#start = undefined;
    subscription.dispose();
    controller.abort();
    this.#releases.unmount(renderer);
    const error = LiveAvatarError.is(cause) ? cause : failure("The avatar could not be mounted.", cause);
    if (isStart) this.#context.handleMountFailed(error);
    settled.reject(error);
  }

  /** The attempt under way is not wanted any more. */
  #giveUp(leaving = false): void {
    const pending = this.#attempt;
    if (!pending) return;
    this.#attempt = undefined;
    pending.subscription.dispose();
    pending.controller.abort();
    this.#releases.unmount(pending.renderer, leaving);
    pending.settled.reject(abortError());
  }

  /** Nothing of the renderer in place is heard or waited for any more. */
  #dispose(): void {
    this.#life?.abort();
    this.#life = undefined;
    this.#subscription?.dispose();
    this.#subscription = undefined;
  }

  #isInUse(renderer: AvatarRenderer): boolean {
    return this.#attempt?.renderer === renderer || (this.#subscription !== undefined && this.#renderer === renderer);
  }

  #silence(renderer: AvatarRenderer): void {
    this.#guard("could not be interrupted", () => {
      renderer.interrupt();
    });
  }

  #applySound(renderer: AvatarRenderer, { muted, volume }: Loudness = this.#sound): void {
    this.#guard("could not be made louder or quieter", () => {
      if (muted !== undefined) renderer.sound?.setMuted(muted);
      if (volume !== undefined) renderer.sound?.setVolume(volume * this.#ducking);
    });
  }

  async #applySpeaker(): Promise<void> {
    const deviceId = this.#speaker;
    if (deviceId === undefined || !this.#subscription) return;
    const unsupported = new LiveAvatarError(
      "speaker-unsupported",
      `The renderer "${this.#renderer.id}" cannot choose.`,
    );
    try {
      await this.request(({ sound }) => {
        if (sound?.setSpeaker) return sound.setSpeaker(deviceId);
        if (deviceId) throw unsupported;
      });
    } catch (error) {
      if (LiveAvatarError.is(error)) this.#context.handleReport({ type: "problem", error });
    }
  }

  #applyPicture(renderer: AvatarRenderer): void {
    const wish = this.#picture;
    if (wish === undefined) return;
    this.#guard("could not be told whether a picture is wanted", () => {
      renderer.picture?.setWish(wish);
    });
  }

  #guard(what: string, act: () => void): void {
    guard(act, (error) => {
      this.#context.logger.error(`The renderer ${what}.`, error);
    });
  }
}

const failure = (message: string, cause?: unknown): LiveAvatarError =>
  new LiveAvatarError("renderer-failed", message, { cause });
