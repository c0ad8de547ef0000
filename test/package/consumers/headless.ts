// Every entry point that has no use for the DOM, in a program that has no types of it.
import { AvatarSession, type AvatarRenderer } from "live-avatar/session";
export * as openai from "live-avatar/openai";
export * as server from "live-avatar/server";
export * as postgres from "live-avatar/server/postgres";
export * as redis from "live-avatar/server/redis";
export * as sqlite from "live-avatar/server/sqlite";
export * as testing from "live-avatar/testing";

export async function converse(renderer: AvatarRenderer): Promise<string> {
  const session = new AvatarSession({ renderer });
  session.on("message", (message) => message.content);
  await session.start();
  return session.state;
}
