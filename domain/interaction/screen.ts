/** Which screen shows which state. */
import type { InteractionId } from "../ids.ts";
import type { InteractionState } from "./interaction.ts";

/** The last part of a screen's path. */
export type ScreenName =
  | "account"
  | "customer"
  | "phone"
  | "call"
  | "pin"
  | "consent"
  | "links"
  | "ending"
  | "left"
  | "abort"
  | "locked"
  | "expired"
  | "finished";

/** The screen that shows a state. */
export function screenOf(state: InteractionState): ScreenName {
  switch (state.kind) {
    case "denied":
    case "aborted":
      return "abort";
    case "granted":
      return "finished";
    default:
      return state.kind;
  }
}

/** The path of the screen that shows a state: `/interaction/ID/account`. */
export function screenPath(id: InteractionId, state: InteractionState): string {
  return `/interaction/${id}/${screenOf(state)}`;
}
