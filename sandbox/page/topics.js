/** The strip of a forum's topics above its messages: which there are, what is new in each, which is shown. */

import { element, icon, refreshRows } from "./dom.js";

/** A topic is its thread's number; 0 is General, null is all of them. */
export class TopicStrip {
  constructor({ customer, chatId, store, choose }) {
    Object.assign(this, { customer, chatId, store, choose });
    this.node = element("div", {
      class: "topics",
      role: "tablist",
      "aria-label": customer.words.topics,
      hidden: true,
      onkeydown: (event) => this.#walk(event),
    });
  }

  /** Draw the topics anew, with the shown one marked. */
  refresh(shown) {
    const { words } = this.customer;
    this.node.hidden = false;
    const named = this.store.topics.map(({ thread, name, closed }) => [thread, name, closed]);
    refreshRows(
      this.node,
      [[null, words.topicAll, false], [0, "General", false], ...named].map(([topic, name, closed]) =>
        this.#tab(topic, name, closed, topic === shown),
      ),
    );
  }

  #tab(topic, name, closed, selected) {
    const unread = topic === null ? 0 : this.customer.unread(this.chatId, topic);
    return element(
      "button",
      {
        type: "button",
        role: "tab",
        class: `topic ${closed ? "closed" : ""}`,
        dataset: { row: String(topic) },
        "aria-selected": String(selected),
        tabindex: selected ? "0" : "-1",
        title: closed ? this.customer.words.topicIsClosed : null,
        onclick: () => this.choose(topic),
      },
      closed && icon("lock"),
      element("span", { class: "topic-name" }, name),
      unread > 0 &&
        element(
          "span",
          { class: "badge", "aria-label": `${unread} ${this.customer.words.newMessages}` },
          String(unread),
        ),
    );
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = [...this.node.children];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  }
}
