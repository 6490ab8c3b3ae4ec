/** What is under the messages: the input with its menu of commands, or the START or RESTART button. */

import { displayName, element, icon, iconButton } from "./dom.js";
import { CommandMenu } from "./commands.js";
import { currentReplyKeyboard, replyKeyboard } from "./keyboard.js";
import { summary } from "./message.js";

const LONGEST_MESSAGE = 4096;
const LARGEST_ALBUM = 10;

export class Composer {
  #about = null;
  #keyboardHidden = false;
  #keyboardOf = null;
  #answerForced = 0;

  /** `send(content)` posts to the chat; `edit(messageId, text)` changes a message; both reject when refused. */
  constructor({ customer, store, chatId, actions, send, edit }) {
    Object.assign(this, { customer, store, chatId, actions, send, edit });
    this.words = customer.words;
    this.#build();
    this.input.value = customer.drafts.get(chatId) ?? "";
  }

  #build() {
    const { words } = this;
    this.input = element("textarea", {
      class: "composer-input",
      rows: "1",
      placeholder: words.placeholder,
      "aria-label": words.placeholder,
      autocomplete: "off",
      enterkeyhint: "send",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#pasted(event),
    });
    this.commands = new CommandMenu(this.customer, this.chatId, (command) => this.#runCommand(command));
    this.menuButton = element(
      "button",
      {
        type: "button",
        class: "menu-button",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.#toggleMenu(),
      },
      icon("menu"),
      element("span", {}, words.botMenu),
    );
    this.file = element("input", {
      type: "file",
      accept: "image/*",
      multiple: true,
      class: "visually-hidden",
      tabindex: "-1",
      "aria-hidden": "true",
      onchange: () => this.#attach([...this.file.files]),
    });
    this.keyboardButton = iconButton("keyboard", words.replyKeyboard, () => this.#toggleKeyboard(), {
      class: "icon-button keyboard-toggle",
    });
    this.sendButton = element(
      "button",
      { type: "submit", class: "send-button", "aria-label": words.send, title: words.send },
      icon("send"),
    );
    this.aboutBar = element("div", { class: "about", hidden: true });
    this.keyboardArea = element("div", { class: "reply-keyboard-area" });
    this.form = element(
      "form",
      { class: "composer-form", onsubmit: (event) => this.#submit(event) },
      this.commands.node,
      element(
        "div",
        { class: "composer-box" },
        this.aboutBar,
        element(
          "div",
          { class: "composer-line" },
          this.menuButton,
          this.input,
          this.keyboardButton,
          iconButton("paperclip", words.attach, () => this.file.click()),
          this.file,
        ),
      ),
      this.sendButton,
    );
    this.bigButton = element("button", { type: "button", class: "big-button" });
    this.node = element("div", { class: "composer" }, this.form, this.bigButton, this.keyboardArea);
  }

  /** Say where in the chat a message will go, in the place of the input's usual words. */
  goTo(place) {
    this.place = place && `${this.words.placeholder} · ${place}`;
    this.input.placeholder = this.place ?? this.words.placeholder;
  }

  /** Draw again what depends on the chat: which of the forms, the commands, the reply keyboard. */
  refresh() {
    const { customer, store, words } = this;
    const inPrivate = this.chatId === customer.id;
    const state =
      inPrivate && customer.blocked
        ? "restart"
        : inPrivate && store.loaded && !store.last
          ? "start"
          : "write";
    this.node.dataset.state = state;
    this.form.hidden = state !== "write";
    this.bigButton.hidden = state === "write";
    this.bigButton.textContent = state === "restart" ? words.restart : words.start;
    this.bigButton.onclick =
      state === "restart" ? () => this.actions.restart() : () => this.actions.sendText("/start");
    this.menuButton.hidden = customer.commandsIn(this.chatId).length === 0;
    this.commands.update(this.input.value);
    this.#drawKeyboard(state === "write");
    this.#forceReply();
  }

  /** A bot may ask that the next message is a reply to its own. */
  #forceReply() {
    const last = this.store.last;
    if (!last?.reply_markup?.force_reply || last.message_id === this.#answerForced) return;
    this.#answerForced = last.message_id;
    this.setAbout({ kind: "reply", message: last });
  }

  focus() {
    this.#grow();
    (this.form.hidden ? this.bigButton : this.input).focus({ preventScroll: true });
  }

  /** Reply to a message, or edit it; null ends either. */
  setAbout(about) {
    this.#about = about;
    this.aboutBar.hidden = about === null;
    if (about === null) return this.aboutBar.replaceChildren();
    const title =
      about.kind === "edit" ? this.words.editing : displayName(about.message.from ?? about.message.chat);
    this.aboutBar.replaceChildren(
      icon(about.kind === "edit" ? "edit" : "reply"),
      element(
        "span",
        { class: "about-words" },
        element("span", { class: "about-title" }, title),
        element("span", { class: "about-text" }, summary(about.message, this.words)),
      ),
      iconButton("close", this.words.cancel, () => this.#cancelAbout()),
    );
    if (about.kind === "edit") this.#setText(about.message.text ?? about.message.caption ?? "");
    this.focus();
  }

  #cancelAbout() {
    if (this.#about?.kind === "edit") this.#setText("");
    this.setAbout(null);
  }

  #setText(text) {
    this.input.value = text;
    this.#typed();
  }

  #typed() {
    this.customer.drafts.set(this.chatId, this.input.value);
    this.#grow();
    this.commands.update(this.input.value);
  }

  #grow() {
    this.input.style.height = "";
    if (this.input.value.length > 0) this.input.style.height = `${this.input.scrollHeight}px`;
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (this.commands.key(event)) return;
    if (event.key === "ArrowUp" && this.input.value === "" && this.#editLast()) return event.preventDefault();
    if (event.key === "Escape" && this.#about) this.#cancelAbout();
    if (event.key === "Enter" && !event.shiftKey) this.#submit(event);
  }

  /** The arrow up in an empty input edits what one wrote last; tells whether there is such a message. */
  #editLast() {
    const own = this.store.messages.filter(({ from, text }) => from?.id === this.customer.id && text);
    if (own.length > 0) this.setAbout({ kind: "edit", message: own.at(-1) });
    return own.length > 0;
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text === "") return;
    const about = this.#about;
    this.#setText("");
    this.setAbout(null);
    this.commands.close();
    try {
      if (about?.kind === "edit") return await this.edit(about.message.message_id, text);
      const pieces = text.match(new RegExp(`[^]{1,${LONGEST_MESSAGE}}`, "gu"));
      for (const piece of pieces) await this.send({ text: piece, ...replyTo(about) });
    } catch {
      // What was refused has been said already; the words must not be lost.
      if (this.input.value === "") this.#setText(text);
    }
  }

  #runCommand(command) {
    if (this.input.value.startsWith("/")) this.#setText("");
    this.actions.sendText(command);
    this.focus();
  }

  #toggleMenu() {
    const open = this.commands.toggle();
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  #pasted(event) {
    const images = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (images.length === 0) return;
    event.preventDefault();
    this.#attach(images);
  }

  /** Send a picture, or several of them as an album. */
  async #attach(files) {
    if (files.length === 0) return;
    const pictures = await Promise.all(files.slice(0, LARGEST_ALBUM).map(base64Of));
    const caption = this.input.value.trim();
    const about = this.#about;
    this.file.value = "";
    this.#setText("");
    this.setAbout(null);
    const content = {
      ...(pictures.length > 1 ? { album: pictures } : { photo: pictures[0] }),
      ...(caption && { caption }),
      ...replyTo(about),
    };
    await this.send(content).catch(() => this.#setText(caption));
  }

  #drawKeyboard(writable) {
    const markup = currentReplyKeyboard(this.store.messages, this.customer.id);
    if (markup?.messageId !== this.#keyboardOf) {
      this.#keyboardOf = markup?.messageId ?? null;
      this.#keyboardHidden = false;
      this.keyboardArea.replaceChildren(...(markup ? [replyKeyboard(markup, this.actions)] : []));
    }
    this.keyboardButton.hidden = !markup;
    this.keyboardArea.hidden = !writable || !markup || this.#keyboardHidden || markup.used;
    const asked = this.store.last?.reply_markup?.input_field_placeholder ?? markup?.input_field_placeholder;
    this.input.placeholder = asked ?? this.place ?? this.words.placeholder;
  }

  #toggleKeyboard() {
    this.#keyboardHidden = !this.keyboardArea.hidden;
    this.keyboardArea.hidden = this.#keyboardHidden;
  }
}

/** The content of a file as the sandbox takes it. */
function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function replyTo(about) {
  return about?.kind === "reply" ? { reply_to_message_id: about.message.message_id } : {};
}
