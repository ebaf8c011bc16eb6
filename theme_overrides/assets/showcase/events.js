// Events: in the visitor's own time zone, without those that are over.
// Without this script each stands in its own zone, and those that are over wait for the next build.

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** What the generator takes an event for that names no end. */
const USUAL = 60;

const written = document.querySelector("[data-language]")?.dataset.language ?? "en";
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
// Words stay in the page's language, as the visitor's region writes it; the clock is the visitor's.
const language =
  navigator.languages.find((tag) => primary(tag) === primary(written)) ?? written;
const { numberingSystem } = new Intl.NumberFormat(written).resolvedOptions();
const { hourCycle } = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" })
  .resolvedOptions();

const DATE = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
// Alone, "0:30" would stand beside "00:00–00:30".
const HOUR = hourCycle.startsWith("h2") ? "2-digit" : "numeric";
const TIME = { hour: HOUR, minute: "2-digit", hourCycle };

function primary(tag) {
  return tag.toLowerCase().split("-")[0];
}

function format(timeZone, options) {
  return new Intl.DateTimeFormat(language, {
    calendar: "gregory", numberingSystem, timeZone, ...options,
  });
}

/** A day, or another part of a time, as a key that tells it from others. */
function key(date, options = { dateStyle: "short" }, timeZone = here) {
  return new Intl.DateTimeFormat("en-CA", { timeZone, ...options }).format(date);
}

/** Whether the clocks there show the same as those here. */
function isSameClock(date, zone) {
  const options = { dateStyle: "short", timeStyle: "short" };
  return key(date, options, zone) === key(date, options);
}

function isKnown(timeZone) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone }));
  } catch {
    return false;
  }
}

function isSameDay(start, end, zone) {
  const options = { dateStyle: "short" };
  return key(start, options, zone) === key(end, options, zone);
}

/** From when to when; of what lasts for days the start alone. */
function hours(start, end, zone) {
  const time = format(zone, TIME);
  if (!end || end - start >= DAY) return time.format(start);
  if (isSameDay(start, end, zone)) return time.formatRange(start, end);
  return `${time.format(start)} – ${time.format(end)}`;
}

class Happening {
  constructor(element) {
    const { zone, minutes = 0, later = "" } = element.dataset;
    this.time = element.querySelector("time");
    this.last = element.querySelector(".sc-event__end");
    this.place = element.querySelector(".sc-event__zone");
    this.written = { hours: this.time.lastChild.textContent, zone: this.place.textContent };
    this.zone = isKnown(zone) ? zone : null;
    this.minutes = Number(minutes);
    this.starts = [
      new Date(this.time.dateTime),
      ...later.split(" ").filter(Boolean).map((minute) => new Date(minute * MINUTE)),
    ];
  }

  /** The start that is next or has just been; none if all is over. */
  next(now) {
    const length = (this.minutes || USUAL) * MINUTE;
    return this.starts.find((start) => start.getTime() + length > now);
  }

  /** Say when it is: here, and in its own zone where clocks show something else there. */
  tell(start, words) {
    const end = this.minutes ? new Date(start.getTime() + this.minutes * MINUTE) : null;
    const spoken = hours(start, end, here);
    let [when, there] = [spoken, this.written.zone];
    if (!this.zone || !isSameClock(start, this.zone)) {
      when = words.here.replace("{hours}", () => spoken);
      there = words.there.replace("{hours}", () => this.own(start, end))
        .replace("{zone}", () => this.written.zone);
    }
    this.time.dateTime = start.toISOString();
    this.time.firstChild.textContent = `${format(here, DATE).format(start)}, `;
    this.time.lastChild.textContent = when;
    this.place.textContent = there;
    if (this.last) {
      const day = format(here, { day: "numeric", month: "short", ...TIME }).format(end);
      this.last.textContent = words.until.replace("{end}", () => day);
    }
  }

  /** The hours in its own zone, with the day where it is another there. */
  own(start, end) {
    if (!this.zone) return this.written.hours;
    const own = hours(start, end, this.zone);
    const isOtherDay = key(start, undefined, this.zone) !== key(start);
    return isOtherDay ? `${format(this.zone, { weekday: "short" }).format(start)} ${own}` : own;
  }
}

/** Return what is still to come, soonest first, as pairs of event and start. */
function coming(happenings, now) {
  return happenings
    .map((one) => [one, one.next(now)])
    .filter(([, start]) => start)
    .sort(([, a], [, b]) => a - b);
}

/** Write a leaf of the calendar. */
function turn(leaf, start) {
  const parts = format(here, { day: "numeric" }).formatToParts(start);
  const [weekday, day, month] = leaf.children;
  weekday.textContent = format(here, { weekday: "short" }).format(start);
  day.textContent = parts.find(({ type }) => type === "day").value;
  month.textContent = format(here, { month: "short" }).format(start);
}

function grouped(pairs, keyOf) {
  const groups = new Map();
  for (const pair of pairs) {
    const name = keyOf(pair[1]);
    groups.set(name, [...(groups.get(name) ?? []), pair]);
  }
  return [...groups.values()];
}

/** A list with one leaf for each event: on home, a server's or a community's page. */
class List {
  constructor(list) {
    this.list = list;
    this.items = [...list.children];
    this.happenings = this.items.map((item) => new Happening(item.querySelector(".sc-event")));
  }

  show(now) {
    const pairs = coming(this.happenings, now);
    const items = pairs.map(([one]) => this.items[this.happenings.indexOf(one)]);
    if (items.some((item, place) => item !== this.list.children[place]) ||
        items.length < this.list.children.length) this.list.replaceChildren(...items);
    pairs.forEach(([one, start], place) => {
      one.tell(start, this.list.dataset);
      turn(items[place].querySelector(".sc-leaf"), start);
    });
    // A heading over nothing.
    if (items.length === 0) this.list.closest("section")?.remove();
  }
}

/** The events' own page: months, in them days, in them events. */
class Agenda {
  constructor(place) {
    this.place = place;
    this.items = [...place.querySelectorAll("ul.sc-events > li")];
    this.happenings = this.items.map((item) => new Happening(item.querySelector(".sc-event")));
    this.month = emptied(place.querySelector(".sc-month"), ".sc-days");
    this.day = emptied(place.querySelector(".sc-day"), "ul.sc-events");
    this.order = JSON.stringify([...place.children].map((month) => daysOf(month).map((day) =>
      [...day.querySelectorAll("ul.sc-events > li")].map((item) => this.items.indexOf(item)))));
  }

  show(now) {
    const pairs = coming(this.happenings, now);
    const months = grouped(pairs, (start) => key(start, { year: "numeric", month: "2-digit" }))
      .map((inMonth) => grouped(inMonth, (start) => key(start)));
    this.arrange(months);
    for (const [one, start] of pairs) one.tell(start, this.place.dataset);
    months.forEach((days, place) => {
      const section = this.place.children[place];
      const name = format(here, { month: "long", year: "numeric" }).format(days[0][0][1]);
      section.querySelector("h2").textContent = name;
      daysOf(section).forEach((day, n) => turn(day.querySelector(".sc-leaf"), days[n][0][1]));
    });
    if (pairs.length === 0) document.querySelector(".sc-none")?.removeAttribute("hidden");
  }

  /** Put events under the visitor's days and months, where they stand otherwise. */
  arrange(months) {
    const order = JSON.stringify(months.map((days) => days.map((pairs) =>
      pairs.map(([one]) => this.happenings.indexOf(one)))));
    if (order === this.order) return;
    this.order = order;
    const sections = months.map((days, place) => {
      const section = this.month.cloneNode(true);
      section.querySelector("h2").id = `sc-month-${place + 1}`;
      section.setAttribute("aria-labelledby", `sc-month-${place + 1}`);
      section.querySelector(".sc-days").append(...days.map((pairs) => this.dayOf(pairs)));
      return section;
    });
    this.place.replaceChildren(...sections);
  }

  dayOf(pairs) {
    const day = this.day.cloneNode(true);
    const items = pairs.map(([one]) => this.items[this.happenings.indexOf(one)]);
    day.querySelector("ul.sc-events").append(...items);
    return day;
  }
}

function daysOf(month) {
  return [...month.querySelectorAll(".sc-day")];
}

function emptied(element, inner) {
  const copy = element.cloneNode(true);
  copy.querySelector(inner).replaceChildren();
  return copy;
}

const shown = [
  ...[...document.querySelectorAll("ol.sc-events")].map((list) => new List(list)),
  ...[...document.querySelectorAll(".sc-agenda")].map((place) => new Agenda(place)),
];

function show() {
  for (const one of shown) one.show(Date.now());
}

show();
const zones = document.querySelector(".sc-zones");
if (zones) zones.textContent = zones.dataset.here;
// A tab that was left open for a day.
document.addEventListener("visibilitychange", () => document.hidden || show());
