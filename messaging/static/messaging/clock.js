/**
 * Times and days by the reader's clock; sizes as the server says them.
 */

export class Clock {
  /** @param {string} language @param {string} [zone] IANA name @param {() => number} [now] milliseconds */
  constructor(language, zone = undefined, now = Date.now) {
    const locale = `${language === "en" ? "en-GB" : language}-u-nu-latn`;
    this.locale = locale;
    this.comma = language === "en" ? "," : "";
    this.now = now;
    this.zone = zone;
    this.times = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.keys = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    const day = /** @type {const} */ ({ timeZone: zone, weekday: "long", day: "numeric", month: "long" });
    this.days = new Intl.DateTimeFormat(locale, day);
    this.years = new Intl.DateTimeFormat(locale, { ...day, year: "numeric" });
  }

  /** @param {number} at milliseconds @returns {string} 18:20 */
  time(at) {
    return this.times.format(at);
  }

  /** @param {number} at @returns {string} 2026-06-09, the day on the reader's calendar */
  dayKey(at) {
    return this.keys.format(at);
  }

  /** @param {number} at @param {{today: string, yesterday: string}} words */
  dayLabel(at, words) {
    const key = this.dayKey(at);
    if (key === this.dayKey(this.now())) return words.today;
    if (key === this.dayKey(this.now() - 86_400_000)) return words.yesterday;
    const format = key.slice(0, 4) === this.dayKey(this.now()).slice(0, 4) ? this.days : this.years;
    return format.format(at).replace(this.comma, "");
  }
}

/** As `community/sizes.py`. @param {number} count @param {Record<string, string>} words */
export function sizeOf(count, { kb, mb }) {
  const kilo = Math.round(count / 1024) || 1;
  if (kilo < 1024) return kb.replace("{n}", `${kilo}`);
  const [n, tenth] = (count / 1024 ** 2).toFixed(1).split(".");
  return mb.replace("{n}", n).replace("{tenth}", tenth);
}

/** @returns {string} the device's own zone */
export function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
