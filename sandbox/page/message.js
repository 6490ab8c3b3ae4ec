/** One message as a bubble. */

import { avatar, displayName, element, icon } from "./dom.js";
import { formatText } from "./formatting.js";
import { inlineKeyboard } from "./keyboard.js";
import { amount, mediaOf } from "./media.js";
import { clockTime, fullTime } from "./words.js";

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\u{FE0F}|\u{200D}\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}])*){1,3}$/u;

/** Make the element of a message. It stays the same through edits: `fillMessage` draws its content again. */
export function messageElement(message, actions) {
  const node = element("div", { class: "message", dataset: { messageId: message.message_id }, tabindex: "-1" });
  fillMessage(node, message, actions);
  return node;
}

/** Draw the content of a message into its element. */
export function fillMessage(node, message, actions) {
  const service = serviceText(message, actions.words);
  const outgoing = message.from?.id === actions.viewerId;
  node.className = service ? "message service" : `message ${outgoing ? "outgoing" : "incoming"}`;
  node.replaceChildren(
    ...(service ? [element("span", { class: "service-text" }, service)] : body(message, outgoing, actions)),
  );
}

function body(message, outgoing, actions) {
  const media = mediaOf(message, actions);
  const text = message.text ?? message.caption ?? (media ? "" : actions.words.unsupported);
  const entities = message.entities ?? message.caption_entities ?? [];
  const meta = metaLine(message, outgoing, actions);
  const bubble = element(
    "div",
    { class: bubbleClass(message, text) },
    showsSender(message, outgoing) &&
      element("div", { class: "sender" }, displayName(message.sender_chat ?? message.from)),
    isReply(message) && quoted(message.reply_to_message, actions),
    message.show_caption_above_media ? null : media,
    text ? element("div", { class: "text", dir: "auto" }, formatText(text, entities, actions), meta) : meta,
    message.show_caption_above_media ? media : null,
    message.reactions?.length > 0 &&
      element(
        "div",
        { class: "reactions" },
        message.reactions.map((emoji) => element("span", { class: "reaction" }, emoji)),
      ),
    element("span", { class: "tail", "aria-hidden": "true" }),
  );
  const column = element("div", { class: "column" }, bubble, inlineKeyboard(message, actions));
  return showsSender(message, outgoing)
    ? [avatar(message.sender_chat ?? message.from, "small"), column]
    : [column];
}

function bubbleClass(message, text) {
  const kinds = ["bubble"];
  if (message.photo?.length) kinds.push("with-photo");
  if (message.sticker) kinds.push("bare");
  if (text === "") kinds.push("without-text");
  if (message.text && !message.entities?.length && ONLY_EMOJI.test(message.text))
    kinds.push("bare", "only-emoji");
  return kinds.join(" ");
}

function showsSender(message, outgoing) {
  return message.chat.type !== "private" && !outgoing && message.from;
}

function metaLine(message, outgoing, actions) {
  const words = actions.words;
  // Telegram hides the mark on messages with buttons: bots edit those all the time.
  const edited = message.edit_date && !message.reply_markup?.inline_keyboard;
  return element(
    "span",
    { class: "meta" },
    edited && element("span", { class: "edited" }, words.edited),
    element(
      "time",
      { datetime: new Date(message.date * 1000).toISOString(), title: fullTime(words, message.date) },
      clockTime(words, message.date),
    ),
    outgoing && element("span", { class: "ticks", role: "img", "aria-label": words.sent }, icon("checks")),
  );
}

/** In a topic every message replies to the one that opened it: that is not worth showing. */
function isReply(message) {
  return message.reply_to_message && !message.reply_to_message.forum_topic_created;
}

function quoted(original, actions) {
  const jump = () => actions.showMessage(original.message_id);
  return element(
    "button",
    { type: "button", class: "quoted", onclick: jump },
    element("span", { class: "quoted-name" }, original.from ? displayName(original.from) : ""),
    element("span", { class: "quoted-text" }, summary(original, actions.words)),
  );
}

/** One line that says what a message is: for the list of customers and for quotes. */
export function summary(message, words) {
  const service = serviceText(message, words);
  if (service) return service;
  const text = withoutSpoilers(message).replace(/\s+/g, " ").trim();
  if (message.photo?.length) return `🖼 ${text || words.photo}`;
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${words.sticker}`.trim();
  if (message.voice || message.audio) return `🎤 ${words.voice}`;
  if (message.document) return `📎 ${message.document.file_name ?? words.file}`;
  if (message.location) return `📍 ${words.location}`;
  if (message.contact) return `👤 ${message.contact.first_name}`;
  if (message.invoice) return message.invoice.title;
  return text || words.message;
}

function withoutSpoilers(message) {
  const text = message.text ?? message.caption ?? "";
  return (message.entities ?? message.caption_entities ?? [])
    .filter(({ type }) => type === "spoiler")
    .reduce(
      (shown, { offset, length }) =>
        shown.slice(0, offset) + "▒".repeat(length) + shown.slice(offset + length),
      text,
    );
}

/** The text of a message that is an event of the chat and not something somebody said; null for all others. */
function serviceText(message, words) {
  const who = message.from ? displayName(message.from) : "";
  if (message.forum_topic_created) return `${who} ${words.topicCreated} “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited)
    return `${who} ${words.topicRenamed} “${message.forum_topic_edited.name ?? ""}”`;
  if (message.forum_topic_closed) return `${who} ${words.topicClosed}`;
  if (message.forum_topic_reopened) return `${who} ${words.topicReopened}`;
  if (message.new_chat_members) return `+ ${message.new_chat_members.map(displayName).join(", ")}`;
  if (message.left_chat_member) return `− ${displayName(message.left_chat_member)}`;
  if (message.new_chat_title) return message.new_chat_title;
  if (message.pinned_message) return `${who} ${words.pinned}`;
  if (message.successful_payment) {
    return `✓ ${amount(message.successful_payment.total_amount, message.successful_payment.currency)}`;
  }
  if (message.refunded_payment)
    return `↩ ${amount(message.refunded_payment.total_amount, message.refunded_payment.currency)}`;
  return null;
}
