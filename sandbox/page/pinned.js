/** The bar that shows what is pinned last in a group, or in one of its topics. A press goes there. */

import { element, icon } from "./dom.js";
import { summary } from "./message.js";

export class PinnedBar {
  constructor(store, words, show) {
    Object.assign(this, { store, words });
    this.text = element("span", { class: "pinned-text" });
    this.node = element(
      "button",
      { type: "button", class: "pinned", hidden: true, onclick: () => show(this.message.message_id) },
      icon("pushpin"),
      element(
        "span",
        { class: "pinned-words" },
        element("span", { class: "pinned-title" }, words.pinnedMessage),
        this.text,
      ),
    );
  }

  /** Show what is pinned among the messages that `isShown` picks; nothing when there is no such message. */
  refresh(isShown) {
    const pinned = this.store.pinned.map((id) => this.store.find(id)).filter(Boolean);
    this.message = pinned.filter(isShown).at(-1) ?? null;
    this.node.hidden = this.message === null;
    if (this.message) this.text.textContent = summary(this.message, this.words);
  }
}
