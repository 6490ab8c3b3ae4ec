/** The part of the sandbox drawer that tells the time and moves it forward. */

import { api } from "./api.js";
import { clock } from "./clock.js";
import { element, icon } from "./dom.js";

const HOUR = 3600;
const MOVES = [
  ["+1 h", { seconds: HOUR }],
  ["+4 h", { seconds: 4 * HOUR }],
  ["+20 h", { seconds: 20 * HOUR }],
  ["→ 09:00", { hour: 9 }],
];

/** Draw it; `attempt(call)` waits for a call and says what went wrong. */
export function clockControl(state, words, attempt) {
  const time = element("output", { class: "clock-time", "aria-live": "polite" });
  const show = (now) => {
    clock.take(now);
    time.replaceChildren(icon("clock"), reading(now, words));
  };
  const move = async (by) => show(await attempt(api.moveClock(by)));
  show(state);
  return [
    time,
    element(
      "div",
      { class: "clock-moves" },
      MOVES.map(([label, by]) =>
        element(
          "button",
          { type: "button", class: "drawer-button", onclick: () => move(by).catch(() => {}) },
          label,
        ),
      ),
    ),
    element("p", { class: "drawer-hint" }, words.clockNote),
  ];
}

function reading({ now, zone }, words) {
  return new Intl.DateTimeFormat(words.locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: zone,
    timeZoneName: "short",
  }).format(now * 1000);
}
