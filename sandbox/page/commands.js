/** The list of the bot's commands above the input: all of them from the Menu button, or those that fit what is typed. */

import { element } from "./dom.js";

export class CommandMenu {
  #all = false;
  #text = "";
  #dismissed = false;
  #index = -1;

  constructor(customer, chatId, choose) {
    this.customer = customer;
    this.chatId = chatId;
    this.choose = choose;
    this.node = element("div", {
      class: "command-menu",
      role: "menu",
      "aria-label": customer.words.commands,
      hidden: true,
    });
    this.node.addEventListener("focusout", (event) => {
      if (this.#all && !this.node.parentNode.contains(event.relatedTarget)) this.close();
    });
  }

  /** Follow the text of the input. */
  update(text) {
    if (text !== this.#text) {
      this.#index = -1;
      this.#all = false;
      this.#dismissed = false;
    }
    this.#text = text;
    this.#draw();
  }

  /** Open the whole list, or close it; tells whether it is open now. */
  toggle() {
    this.#all = !this.#all;
    this.#draw();
    if (this.#all) this.node.querySelector("button")?.focus();
    return this.#all;
  }

  close() {
    this.#all = false;
    this.#dismissed = true;
    this.#draw();
  }

  /** Let the arrow keys, Enter and Escape act on the list; tells whether the key was used. */
  key(event) {
    if (this.node.hidden) return false;
    const buttons = [...this.node.children];
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.#select(buttons, this.#index + 1);
    else if (event.key === "ArrowUp")
      this.#select(buttons, this.#index < 0 ? buttons.length - 1 : this.#index - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && this.#index >= 0) buttons[this.#index].click();
    else return false;
    event.preventDefault();
    return true;
  }

  #select(buttons, index) {
    this.#index = (index + buttons.length) % buttons.length;
    for (const [position, button] of buttons.entries())
      button.classList.toggle("selected", position === this.#index);
    buttons[this.#index].scrollIntoView({ block: "nearest" });
  }

  #fitting() {
    const commands = this.customer.commandsIn(this.chatId);
    if (this.#all) return commands;
    if (this.#dismissed || !/^\/\w*$/.test(this.#text)) return [];
    return commands.filter(({ command }) => `/${command}`.startsWith(this.#text.toLowerCase()));
  }

  #draw() {
    const commands = this.#fitting();
    const key = commands.map(({ command, description }) => `${command} ${description}`).join("\n");
    this.node.hidden = commands.length === 0;
    if (this.node.dataset.key === key) return;
    this.node.dataset.key = key;
    this.#index = -1;
    this.node.replaceChildren(
      ...commands.map(({ command, description }) =>
        element(
          "button",
          {
            type: "button",
            role: "menuitem",
            class: "command-item",
            onkeydown: (event) => this.#walk(event),
            onclick: () => {
              this.close();
              this.choose(`/${command}`);
            },
          },
          element("span", { class: "command-name" }, `/${command}`),
          element("span", { class: "command-description" }, description),
        ),
      ),
    );
  }

  /** Arrow keys while the list itself has the focus, as after the Menu button. */
  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.close();
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.node.children];
    buttons[(buttons.indexOf(event.currentTarget) + step + buttons.length) % buttons.length].focus();
  }
}
