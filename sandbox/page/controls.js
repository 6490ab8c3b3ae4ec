/** The sandbox drawer: what a person can do to the world outside the bot. No part of Telegram, and it looks it. */

import { api, optional } from "./api.js";
import { clockControl } from "./clock-control.js";
import { displayName, element, icon, iconButton } from "./dom.js";
import { isChinese, languageName } from "./words.js";

const LANGUAGES = ["en", "zh-hans", "ja", "ru", "es", "de"];

export class Controls {
  /** `current()` is the chosen customer; `toast(text)` says something; `open(customer)` shows one. */
  constructor(customers, { current, toast, open }) {
    Object.assign(this, { customers, current, toast, open });
    this.node = element("dialog", { class: "drawer", id: "sandbox-drawer" });
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
  }

  /** Open the drawer and read the switches anew. */
  async show() {
    this.words = this.current().words;
    this.label = (item) => (isChinese(this.current().user.language_code) ? item.label_zh : item.label_en);
    this.node.lang = this.words.locale;
    await this.#draw();
    if (!this.node.open) this.node.showModal();
  }

  async #draw() {
    const { words } = this;
    const asked = [api.links(), api.rails(), api.switches(), api.clock(), api.staffLanguage()];
    const [links, rails, switches, clock, staff] = await Promise.all(asked.map(optional));
    const customer = this.current();
    this.node.setAttribute("aria-label", words.sandbox);
    const parts = [
      element(
        "header",
        { class: "drawer-header" },
        icon("flask"),
        element("h2", {}, words.sandbox),
        iconButton("close", words.close, () => this.node.close()),
      ),
      element("p", { class: "drawer-note" }, words.sandboxNote),
      section(`${words.thisCustomer}${displayName(customer.user)}`, this.#blockButton(customer)),
      links?.length > 0 &&
        section(
          words.links,
          links.map((link) => this.#link(link)),
        ),
      clock &&
        section(
          words.clock,
          clockControl(clock, words, (call) => this.#try(call)),
        ),
      staff && section(words.staffLanguage, this.#languages(staff.language)),
      section(words.addCustomer, this.#addForm()),
      rails?.length > 0 &&
        section(
          words.rails,
          element("p", { class: "drawer-note" }, words.railsNote),
          rails.map((item) => this.#switch(item, api.setRail)),
        ),
      switches?.length > 0 &&
        section(
          words.switches,
          switches.map((item) => this.#switch(item, api.setSwitch)),
        ),
    ];
    this.node.replaceChildren(...parts.filter(Boolean));
  }

  #link(link) {
    return element(
      "a",
      { class: "drawer-link", href: safeAddress(link.url), target: "_blank", rel: "noopener" },
      this.label(link),
      icon("external"),
    );
  }

  #switch(item, set) {
    const input = element("input", {
      type: "checkbox",
      role: "switch",
      name: item.name,
      class: "switch",
      onchange: () => this.#turn(item, input, set),
    });
    input.checked = item.value;
    return element(
      "label",
      { class: "drawer-switch", dataset: { switch: item.name } },
      element("span", {}, this.label(item)),
      input,
    );
  }

  async #turn(item, input, set) {
    try {
      await set(item.name, input.checked);
    } catch (problem) {
      input.checked = !input.checked;
      this.toast(this.words[problem.key] ?? `${this.words.failed}${problem.message}`);
    }
  }

  #blockButton(customer) {
    const toggle = async () => {
      await this.#try(customer.blocked ? api.unblock(customer.id) : api.block(customer.id));
      await customer.refresh();
      await this.#draw();
    };
    return element(
      "button",
      {
        type: "button",
        class: `drawer-button ${customer.blocked ? "" : "danger"}`,
        dataset: { action: "block" },
        onclick: toggle,
      },
      customer.blocked ? this.words.unblock : this.words.block,
    );
  }

  /** The staff may read in another language than their customers; the bot starts anew to speak it. */
  #languages(chosen) {
    const choose = async (code) => {
      await this.#try(api.setStaffLanguage(code));
      await this.#draw();
    };
    return element(
      "div",
      { class: "drawer-choice" },
      ["zh", "en"].map((code) =>
        element(
          "button",
          {
            type: "button",
            class: "drawer-button",
            dataset: { staffLanguage: code },
            "aria-pressed": String(code === chosen),
            onclick: () => choose(code).catch(() => {}),
          },
          languageName(code),
        ),
      ),
    );
  }

  #addForm() {
    const { words } = this;
    const name = element("input", {
      type: "text",
      name: "first_name",
      required: true,
      maxlength: "64",
      placeholder: words.name,
      "aria-label": words.name,
      autocomplete: "off",
    });
    const language = element(
      "select",
      { name: "language_code", "aria-label": words.languageLabel },
      LANGUAGES.map((code) => element("option", { value: code }, languageName(code))),
    );
    const add = async (event) => {
      event.preventDefault();
      const customer = await this.#try(this.customers.add(name.value.trim(), language.value));
      this.node.close();
      this.open(customer);
    };
    return element(
      "form",
      { class: "drawer-form", onsubmit: add },
      name,
      language,
      element("button", { type: "submit", class: "drawer-button" }, words.add),
    );
  }

  async #try(call) {
    try {
      return await call;
    } catch (problem) {
      this.toast(`${this.words.failed}${problem.message}`);
      throw problem;
    }
  }
}

function section(title, ...content) {
  return element("section", { class: "drawer-section" }, element("h3", {}, title), content);
}

function safeAddress(address) {
  return /^https?:\/\//i.test(address) ? address : null;
}
