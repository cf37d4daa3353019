/** What every screen is drawn from. */
import type { InteractionState } from "../../domain/interaction/interaction.ts";
import type { FormTarget } from "./form_token.ts";
import { type Institution, SCREEN_ORDER, type ScreenIds } from "./settings.ts";
import type { Subject } from "./subject.ts";

/** See the head of this file. */
export interface ScreenProps<State extends InteractionState = InteractionState> {
  readonly institution: Institution;
  readonly screenIds: ScreenIds;
  readonly app: Subject;
  readonly state: State;
  /** Where the screen's own form goes. */
  readonly form: FormTarget;
  /** Where 中止する goes. */
  readonly abort: FormTarget;
}

/** What the frame takes from it. */
export function pageProps(
  { institution, screenIds, app, state }: ScreenProps,
  screen: keyof ScreenIds,
) {
  const screenId = screenIds[screen];
  const hasErrors = "message" in state && state.message !== undefined;
  const step = SCREEN_ORDER.indexOf(screen) + 1;
  return { institution, app, screen: screenId, screenId, step, hasErrors };
}
