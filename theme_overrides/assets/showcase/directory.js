// The directory: filters, sorts and draws posters from the index beside the page.
// Without this script the page is a list in several parts, which does the same job more slowly.

import { choiceOf, Filter, GROUPS, ordering, queryOf, servers, SORTS } from "./directory/filter.js";
import { labelOf, poster, wordedBy } from "./directory/poster.js";

const AT_ONCE = 9;
const WIDE = "(min-width: 60em)";

/** The page's own controls, tied to a choice that the address keeps. */
class Finder {
  constructor(place, index) {
    this.index = index;
    this.root = place.dataset.root;
    this.step = Number(place.dataset.step);
    this.servers = servers(index);
    this.filter = new Filter(this.servers, index);
    this.sorted = new Map();
    this.worded = wordedBy(index);
    this.number = new Intl.NumberFormat(index.language);
    this.form = place.querySelector(".sc-finder");
    this.list = place.querySelector(".sc-cards");
    this.more = place.querySelector(".sc-show-more");
    this.nothing = place.querySelector(".sc-nothing");
    this.status = place.querySelector(".sc-status");
    this.clear = place.querySelector(".sc-clear");
    this.done = place.querySelector(".sc-facets__done");
    this.chosenCount = place.querySelector(".sc-facets__chosen");
    this.pattern = this.list.firstElementChild.cloneNode(true);
    // Posters that stand in the page already have their pictures.
    this.posters = new Map([...this.list.children].map(
      (item) => [item.querySelector("a").getAttribute("href").split("/").at(-2), item],
    ));
    this.options = this.readOptions();
    this.open = this.form.elements.open && offered(this.form.elements.open);
    place.querySelector(".sc-pager")?.remove();
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.restore());
    whenIdle(this.preparing());
  }

  /** Find the boxes of the page: each with its group and its place in the index. */
  readOptions() {
    const boxes = [...this.form.querySelectorAll(".sc-facet input")];
    return boxes.map((box) => offered(
      box, box.name, this.index.facets[box.name].findIndex(([key]) => key === box.value),
    )).filter(({ place }) => place >= 0);
  }

  /** Make a box for a choice that is too rare for one, but stands in an address. */
  addOption(group, place) {
    const fieldset = this.form.querySelector(`[data-group="${group}"]`);
    if (!fieldset) return;
    const label = fieldset.querySelector(".sc-option").cloneNode(true);
    const option = this.index.facets[group][place];
    const box = label.querySelector("input");
    [box.value] = option;
    label.querySelector(".sc-option__name").textContent = labelOf(option);
    fieldset.querySelector("legend").after(label);
    this.options.push(offered(box, group, place));
  }

  /** What the controls say now. */
  get chosen() {
    const { q, open, sort } = this.form.elements;
    const choice = { q: q.value, open: open?.checked ?? false, sort: sort.value, show: this.step };
    for (const group of GROUPS) {
      choice[group] = new Set(
        this.options.filter((one) => one.group === group && one.box.checked)
          .map((one) => one.place),
      );
    }
    return choice;
  }

  /** The address of the choice that is shown. */
  get address() {
    return queryOf(this.choice, this.index.facets, this.step) || location.pathname;
  }

  /** Follow the controls. Typing leaves one step in the history, not one a letter. */
  changed(isTyping) {
    this.choice = this.chosen;
    history[isTyping ? "replaceState" : "pushState"](null, "", this.address);
    this.draw({ isAsked: true });
  }

  /** Follow the address. */
  restore() {
    this.choice = choiceOf(location.search, this.index.facets, this.step);
    const { q, open, sort } = this.form.elements;
    q.value = this.choice.q;
    if (open) open.checked = this.choice.open;
    else this.choice.open = false;
    sort.value = this.choice.sort;
    if (sort.selectedIndex < 0) sort.value = this.choice.sort = "fair";
    for (const group of GROUPS) {
      for (const place of this.choice[group]) {
        const isShown = this.options.some((one) => one.group === group && one.place === place);
        if (!isShown) this.addOption(group, place);
      }
    }
    for (const { box, group, place } of this.options) {
      box.checked = this.choice[group].has(place);
      if (box.checked) box.closest(".sc-facet__rest")?.setAttribute("open", "");
    }
    this.draw();
  }

  /** Clear everything, and stay near. */
  reset() {
    const wasInside = this.nothing.contains(document.activeElement)
      || document.activeElement === this.clear;
    this.changed(false);
    if (wasInside) this.form.elements.q.focus();
  }

  showMore() {
    const first = this.choice.show;
    this.choice.show += this.step;
    history.replaceState(null, "", this.address);
    this.draw({ atOnce: first + 1 });
    this.list.children[first]?.querySelector("a").focus({ preventScroll: true });
  }

  /** Make ready, piece by piece, what the first letter and the first sort would have to wait for. */
  * preparing() {
    yield* this.filter.folding();
    for (const sort of Object.keys(SORTS)) yield* this.ordering(sort);
  }

  /** Put all servers in the order that was asked for, once for each order. */
  * ordering(sort) {
    if (this.sorted.has(sort)) return;
    this.sorted.set(sort, yield* ordering(this.servers, sort, this.index.language));
  }

  /** The first of what was found, in the order that was asked for. */
  first(isFound, { sort, show }) {
    for (const _ of this.ordering(sort)); // to its end, if it is not there yet
    const first = [];
    for (const server of this.sorted.get(sort)) {
      if (first.length === show) break;
      if (isFound[server.order]) first.push(server);
    }
    return first;
  }

  poster(server) {
    if (!this.posters.has(server.slug)) {
      this.posters.set(server.slug, poster(this.pattern, this.index, this.worded, this.root, server));
    }
    return this.posters.get(server.slug);
  }

  /** Show what was found; at least so many at once. */
  draw({ atOnce = AT_ONCE, isAsked = false } = {}) {
    const { choice } = this;
    const { isFound, found, counts, open } = this.filter.filtered(choice);
    this.hang(this.first(isFound, choice), atOnce);
    const left = found - choice.show;
    hide(this.more.parentElement, left <= 0);
    say(this.more, this.worded("finder.show_more", Math.min(this.step, Math.max(1, left))));
    hide(this.list, found === 0);
    hide(this.nothing, found > 0);
    say(this.status, this.worded("count.servers", found));
    for (const option of this.options) {
      this.offer(option, counts[option.group][option.place], isAsked);
    }
    if (this.open) this.offer(this.open, open, isAsked);
    const filters = GROUPS.reduce((sum, group) => sum + choice[group].size, Number(choice.open));
    hide(this.clear, filters === 0 && choice.q === "");
    if (this.done) say(this.done, this.worded("finder.show_found", found));
    if (this.chosenCount) say(this.chosenCount, filters ? this.number.format(filters) : "");
  }

  /** Say how many one would see, and offer nothing that leads to nothing. */
  offer(option, n, isAsked) {
    const { box, count } = option;
    if (option.n !== n) {
      option.n = n;
      // To change a text takes less time than to put in another, but a browser takes it for a jump
      // where no visitor just asked for it.
      if (isAsked) count.firstChild.data = this.number.format(n);
      else count.textContent = this.number.format(n);
    }
    // Focus would be lost with a box that is disabled under it.
    const isOut = n === 0 && !box.checked && box !== document.activeElement;
    if (box.disabled !== isOut) box.disabled = isOut;
  }

  /**
   * Show the posters of these servers. Those that hang in their place already are not touched; of
   * the others those that one sees come at once, and the rest when the browser has drawn them.
   */
  hang(wanted, atOnce) {
    clearTimeout(this.hanging);
    const { children } = this.list;
    let same = 0;
    const most = Math.min(wanted.length, children.length);
    while (same < most && children[same] === this.posters.get(wanted[same].slug)) same += 1;
    const end = Math.min(wanted.length, Math.max(same + AT_ONCE, atOnce));
    const next = wanted.slice(same, end).map((server) => this.poster(server));
    if (same === 0) {
      this.list.replaceChildren(...next);
    } else {
      while (children.length > same) this.list.lastElementChild.remove();
      this.list.append(...next);
    }
    if (end < wanted.length) this.hanging = setTimeout(() => this.hang(wanted, 0), 30);
  }
}

/** A box with what stands beside it. */
function offered(box, group, place) {
  return { box, group, place, count: box.closest(".sc-option").querySelector(".sc-count") };
}

// What is written is styled and laid out anew, even where it was the same before.

/** Hide an element, or show it. */
function hide(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

/** Change the text of an element. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Do small pieces of work whenever there is nothing else to do. */
function whenIdle(pieces) {
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  const work = (deadline) => {
    do {
      if (pieces.next().done) return;
    } while (deadline ? deadline.timeRemaining() > 2 : false);
    idle(work);
  };
  idle(work);
}

/** Start where the page has a directory. */
async function start(place) {
  if (history.state?.own) history.replaceState(null, "", history.state.own);
  const form = place.querySelector(".sc-finder");
  const facets = place.querySelector(".sc-facets");
  const wide = matchMedia(WIDE);
  if (facets) {
    facets.open = wide.matches;
    wide.addEventListener("change", () => { facets.open = wide.matches; });
    facets.querySelector(".sc-facets__done").addEventListener("click", () => {
      facets.open = false;
      facets.querySelector("summary").focus({ preventScroll: true });
      form.scrollIntoView();
    });
  }
  let finder;
  let wasTouched = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const touched = (event) => {
    wasTouched = true;
    finder?.changed(event.target.name === "q");
  };
  form.addEventListener("input", touched);
  form.elements.sort.addEventListener("input", touched);
  form.addEventListener("reset", () => setTimeout(() => finder?.reset()));
  // What an address asks for is not shown as everything first.
  place.classList.toggle("sc-directory--waiting", location.search !== "");
  try {
    const answer = await fetch(place.dataset.index);
    if (!answer.ok) throw new Error(`${place.dataset.index}: ${answer.status}`);
    finder = new Finder(place, await answer.json());
    if (wasTouched) finder.changed(true);
    else finder.restore();
  } catch (error) {
    // The list in parts is still there.
    place.classList.add("sc-directory--plain");
    throw error;
  } finally {
    place.classList.remove("sc-directory--waiting");
  }
}

const place = globalThis.document?.querySelector(".sc-directory[data-index]");
if (place) start(place);
