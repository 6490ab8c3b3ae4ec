/** The scrolling list of a chat's messages. */

import { element, icon } from "./dom.js";
import { refreshWaiting } from "./keyboard.js";
import { fillMessage, messageElement } from "./message.js";
import { clock } from "./clock.js";
import { topicOf } from "./store.js";
import { dayName } from "./words.js";

const PAGE = 150;
const NEAR_BOTTOM = 80;
const NEAR_TOP = 300;
const VANISH_MILLISECONDS = 260;

export class MessageLog {
  #nodes = new Map();
  #separators = new Map();
  #pages = 1;
  #unread = 0;
  #atBottom = true;
  #topic = null;
  #height = 0;

  constructor(store, actions, signal) {
    this.store = store;
    this.actions = actions;
    this.#build();
    store.addEventListener("change", (event) => this.#update(event.detail), { signal });
    store.addEventListener("read", () => this.#markRead(), { signal });
    const resize = new ResizeObserver(() => this.#resized());
    resize.observe(this.list);
    resize.observe(this.scroller);
    signal.addEventListener("abort", () => resize.disconnect());
    clock.addEventListener("move", () => this.#nameDays(), { signal });
    this.#arrange();
  }

  #build() {
    const words = this.actions.words;
    this.list = element("div", { class: "log-list" });
    this.scroller = element(
      "div",
      {
        class: "log",
        role: "log",
        "aria-label": words.messages,
        "aria-live": "polite",
        tabindex: "0",
        onkeydown: (event) => this.#walk(event),
        onscroll: () => this.#scrolled(),
      },
      this.list,
    );
    this.badge = element("span", { class: "badge", hidden: true });
    this.downButton = element(
      "button",
      {
        type: "button",
        class: "scroll-down",
        "aria-label": words.down,
        title: words.down,
        onclick: () => this.scrollToBottom(true),
      },
      icon("down"),
      this.badge,
    );
    this.node = element("div", { class: "log-frame" }, this.scroller, this.downButton);
  }

  /** Show one topic of a forum, or all of them with null. */
  showTopic(topic) {
    this.#topic = topic;
    this.#pages = 1;
    this.#arrange();
    this.scrollToBottom();
  }

  scrollToBottom(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.#atBottom = true;
    this.#countUnread(0);
  }

  /** Bring a message into view and light it up for a moment. */
  showMessage(messageId) {
    while (!this.#nodes.has(messageId) && this.#hasEarlier()) this.#showEarlier();
    const node = this.#nodes.get(messageId);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("highlight");
    requestAnimationFrame(() => node.classList.add("highlight"));
  }

  /** The arrow keys walk from message to message, beginning with the last. */
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const here = event.target.closest(".log, .message");
    if (!step || here !== event.target) return;
    const nodes = [...this.list.querySelectorAll(".message:not(.service, .vanishing)")];
    const next = here === this.scroller ? nodes.at(-1) : nodes[nodes.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** Draw the shimmer of one message's buttons anew. */
  refreshWaiting(messageId) {
    const node = this.#nodes.get(messageId);
    if (node) refreshWaiting(node, this.store.find(messageId), this.actions);
  }

  #messages() {
    return this.store.messages.filter((message) => this.#shows(message));
  }

  #shows(message) {
    return this.#topic === null || topicOf(message) === this.#topic;
  }

  #hasEarlier() {
    return this.#pages * PAGE < this.#messages().length;
  }

  #update({ initial, added, edited, removed }) {
    const own = added.some((id) => this.store.find(id).from?.id === this.actions.viewerId);
    for (const id of edited) {
      if (this.#nodes.has(id)) fillMessage(this.#nodes.get(id), this.store.find(id), this.actions);
    }
    for (const id of removed) this.#vanish(id);
    this.#arrange();
    if (initial) return this.scrollToBottom();
    for (const id of added) this.#nodes.get(id)?.classList.add("arriving");
    const here = added.filter((id) => this.#shows(this.store.find(id)));
    if (here.length === 0) return;
    if (own || this.#atBottom) this.scrollToBottom();
    else this.#countUnread(this.#unread + here.length);
  }

  /** Make the list's elements those that should be there, in order, touching only what differs. */
  #arrange() {
    const sequence = this.#sequence(this.#messages().slice(-this.#pages * PAGE));
    const wanted = new Set(sequence);
    for (const child of [...this.list.children]) {
      if (!wanted.has(child) && !child.classList.contains("vanishing")) child.remove();
    }
    let cursor = this.list.firstChild;
    for (const node of sequence) {
      while (cursor?.classList.contains("vanishing")) cursor = cursor.nextSibling;
      if (cursor === node) cursor = cursor.nextSibling;
      else this.list.insertBefore(node, cursor);
    }
    this.#markRead();
  }

  #sequence(messages) {
    const sequence = [];
    let previous = null;
    for (const message of messages) {
      const day = new Date(message.date * 1000).toDateString();
      const newDay = !previous || day !== previous.day;
      if (newDay) sequence.push(this.#separator(day, message.date));
      const node = this.#nodes.get(message.message_id) ?? this.#create(message);
      const continues = !newDay && previous.sender === message.from?.id && !previous.service;
      node.classList.toggle("first-of-group", !continues);
      node.classList.add("last-of-group");
      if (continues) previous.node.classList.remove("last-of-group");
      sequence.push(node);
      previous = { day, sender: message.from?.id, node, service: node.classList.contains("service") };
    }
    return sequence;
  }

  #create(message) {
    const node = messageElement(message, this.actions);
    this.#nodes.set(message.message_id, node);
    return node;
  }

  #separator(day, seconds) {
    if (!this.#separators.has(day)) {
      const name = element("span", {}, dayName(this.actions.words, seconds));
      const node = element("div", { class: "day", role: "separator" }, name);
      this.#separators.set(day, { node, name, seconds });
    }
    return this.#separators.get(day).node;
  }

  /** What was today is yesterday after the clock was moved. */
  #nameDays() {
    for (const { name, seconds } of this.#separators.values())
      name.textContent = dayName(this.actions.words, seconds);
  }

  #vanish(messageId) {
    const node = this.#nodes.get(messageId);
    if (!node) return;
    this.#nodes.delete(messageId);
    delete node.dataset.messageId;
    node.style.height = `${node.offsetHeight}px`;
    node.classList.add("vanishing");
    requestAnimationFrame(() => (node.style.height = "0"));
    setTimeout(() => node.remove(), VANISH_MILLISECONDS);
  }

  #markRead() {
    for (const [id, node] of this.#nodes) {
      const read = id <= this.store.readUpTo;
      node.classList.toggle("read", read);
      if (read) node.querySelector(".ticks")?.setAttribute("aria-label", this.actions.words.read);
    }
  }

  #resized() {
    this.#height = this.scroller.clientHeight;
    if (this.#atBottom) this.scrollToBottom();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // The browser moves the content when the window changes: that is nobody scrolling up.
    if (clientHeight !== this.#height) return;
    this.#atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    this.downButton.classList.toggle("shown", !this.#atBottom);
    if (this.#atBottom) this.#countUnread(0);
    if (scrollTop < NEAR_TOP && this.#hasEarlier()) this.#showEarlier();
  }

  #showEarlier() {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.#pages += 1;
    this.#arrange();
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  #countUnread(count) {
    this.#unread = count;
    this.badge.hidden = count === 0;
    this.badge.textContent = String(count);
    if (count > 0) this.badge.setAttribute("aria-label", `${count} ${this.actions.words.newMessages}`);
  }
}
