/** What every screen is drawn from. */
import type { InteractionState } from "../../domain/interaction/interaction.ts";
import type { FormTarget } from "./form_token.ts";
import type { LanguageSwitch } from "./page.tsx";
import { type Institution, SCREEN_ORDER, type ScreenIds } from "./settings.ts";
import type { Subject } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

/** See the head of this file. */
export interface ScreenProps<State extends InteractionState = InteractionState> {
  readonly institution: Institution;
  readonly texts: Texts;
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
  { institution, texts, screenIds, app, state }: ScreenProps,
  screen: keyof ScreenIds,
) {
  const screenId = screenIds[screen];
  const hasErrors = "message" in state && state.message !== undefined;
  const step = SCREEN_ORDER.indexOf(screen) + 1;
  const isTyped = screen === "account" || screen === "customer";
  const languageSwitch: LanguageSwitch = isTyped ? "form" : "link";
  return { institution, texts, app, screen: screenId, screenId, step, hasErrors, languageSwitch };
}
