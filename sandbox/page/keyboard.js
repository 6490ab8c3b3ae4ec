/** Inline keyboards under bubbles, and reply keyboards under the input. */

import { element, icon } from "./dom.js";
import { link } from "./formatting.js";

/** Draw the inline keyboard of a message, or nothing when it has none. */
export function inlineKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return element(
    "div",
    { class: "keyboard", role: "group" },
    rows.map((row) =>
      element(
        "div",
        { class: "keyboard-row" },
        row.map((button) => inlineButton(message, button, actions)),
      ),
    ),
  );
}

function inlineButton(message, button, actions) {
  const label = element("span", { class: "label" }, button.text);
  const attributes = { class: `keyboard-button ${styleClass(button)}`, title: button.text };
  const make = (onclick, corner, extra = {}) =>
    element(
      "button",
      { type: "button", ...attributes, ...extra, onclick },
      label,
      corner && cornerIcon(corner),
    );
  if (button.url !== undefined) return link(button.url, [label, cornerIcon("external")], actions, attributes);
  if (button.copy_text) return make(() => actions.copy(button.copy_text.text), "copy");
  if (button.callback_data !== undefined) {
    const waiting = actions.isWaiting(message, button.callback_data);
    const node = make(() => actions.tap(message, button.callback_data), null, {
      dataset: { callback: button.callback_data },
    });
    setWaiting(node, waiting);
    return node;
  }
  if (button.pay) return make(() => actions.pay(message), null);
  if (button.web_app) return link(button.web_app.url, [label, cornerIcon("external")], actions, attributes);
  return make(() => actions.refuse(), null);
}

function styleClass(button) {
  return ["danger", "success", "primary"].includes(button.style) ? `style-${button.style}` : "";
}

function cornerIcon(name) {
  return element("span", { class: "corner" }, icon(name));
}

/** Show or end the shimmer of the callback buttons of one message. */
export function refreshWaiting(container, message, actions) {
  for (const node of container.querySelectorAll(".keyboard [data-callback]")) {
    setWaiting(node, actions.isWaiting(message, node.dataset.callback));
  }
}

function setWaiting(node, waiting) {
  node.classList.toggle("waiting", waiting);
  node.setAttribute("aria-busy", String(waiting));
}

/** The reply keyboard in force: that of the last message that set one, unless a later message removed it. */
export function currentReplyKeyboard(messages, viewerId) {
  for (const message of messages.toReversed()) {
    const markup = message.reply_markup;
    if (!message.from?.is_bot || !markup) continue;
    if (markup.remove_keyboard) return null;
    if (markup.keyboard) {
      const used =
        markup.one_time_keyboard &&
        messages.some((other) => other.message_id > message.message_id && other.from?.id === viewerId);
      return { ...markup, used, messageId: message.message_id };
    }
  }
  return null;
}

/** Draw a reply keyboard. */
export function replyKeyboard(markup, actions) {
  return element(
    "div",
    { class: `reply-keyboard ${markup.resize_keyboard ? "" : "tall"}`, role: "group" },
    markup.keyboard.map((row) =>
      element(
        "div",
        { class: "keyboard-row" },
        row.map((button) => replyButton(button, actions)),
      ),
    ),
  );
}

function replyButton(given, actions) {
  const button = typeof given === "string" ? { text: given } : given;
  const press = () => {
    if (button.request_contact) actions.sendContact();
    else if (button.request_location) actions.sendLocation();
    else actions.sendText(button.text);
  };
  return element(
    "button",
    { type: "button", class: `reply-button ${styleClass(button)}`, onclick: press },
    button.text,
  );
}
