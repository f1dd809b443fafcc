/**
 * Times beside the conversation by the clock of the device, where the page was made before it had told its zone.
 */

import { Clock, ownZone } from "./clock.js";

const WEEK_MS = 6 * 86_400_000;

/** @param {string} zone by which the page was made */
export function redate(zone) {
  if (zone === ownZone()) return;
  const clock = new Clock(document.documentElement.lang, ownZone());
  const nodes = /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll(".aside time"));
  for (const node of nodes) node.textContent = moment(clock, Date.parse(node.dateTime));
}

/** As short as it can be: the time today, the weekday this week, else the date. @param {Clock} clock @param {number} at */
function moment(clock, at) {
  const now = clock.now();
  if (clock.dayKey(at) === clock.dayKey(now)) return clock.time(at);
  const isOfThisYear = clock.dayKey(at).slice(0, 4) === clock.dayKey(now).slice(0, 4);
  const older = /** @type {Intl.DateTimeFormatOptions} */ (isOfThisYear ? { day: "numeric" } : { year: "numeric" });
  const shape = /** @type {Intl.DateTimeFormatOptions} */ (now - at < WEEK_MS ? { weekday: "short" } : { month: "short", ...older });
  return new Intl.DateTimeFormat(clock.locale, { timeZone: clock.zone, ...shape }).format(at);
}
