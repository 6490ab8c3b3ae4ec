/** What a message carries besides text: photos, stickers, files, places, invoices. */

import { api } from "./api.js";
import { element, icon } from "./dom.js";

const PHOTO_WIDTH = 340;
const PHOTO_HEIGHT = 430;
const PHOTO_NARROWEST = 120;

/** Draw the media of a message; null when it has none. */
export function mediaOf(message, actions) {
  if (message.photo?.length) return photo(message.photo.at(-1), message.caption, actions);
  if (message.sticker) return sticker(message.sticker, actions);
  if (message.voice) return voice(message.voice, actions);
  if (message.document) return fileCard(message.document, actions);
  if (message.contact)
    return card(
      "person",
      [message.contact.first_name, message.contact.last_name].filter(Boolean).join(" "),
      message.contact.phone_number,
    );
  if (message.location)
    return card(
      "pin",
      actions.words.location,
      `${message.location.latitude.toFixed(5)}, ${message.location.longitude.toFixed(5)}`,
    );
  if (message.invoice) return invoice(message.invoice);
  return null;
}

function photo(size, caption, actions) {
  const scale = Math.min(PHOTO_WIDTH / size.width, PHOTO_HEIGHT / size.height, 1);
  const width = Math.max(Math.round(size.width * scale), PHOTO_NARROWEST);
  const image = element("img", {
    src: api.fileUrl(size.file_id),
    alt: caption || actions.words.photo,
    decoding: "async",
    width: size.width,
    height: size.height,
  });
  const open = () => actions.enlarge(image.src, image.alt);
  return element(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": actions.words.photo,
      style: `width: ${width}px`,
      onclick: open,
    },
    image,
  );
}

/** The sandbox's own stickers are empty pictures: their emoji is what there is to see. */
function sticker(given, actions) {
  const picture = given.emoji
    ? element(
        "span",
        { class: "sticker-emoji", role: "img", "aria-label": `${actions.words.sticker} ${given.emoji}` },
        given.emoji,
      )
    : element("img", { class: "sticker-image", src: api.fileUrl(given.file_id), alt: actions.words.sticker });
  return element("div", { class: "sticker" }, picture);
}

function card(iconName, title, subtitle, wrap = "div", attributes = {}) {
  return element(
    wrap,
    { class: "card", ...attributes },
    element("span", { class: "card-icon" }, icon(iconName)),
    element(
      "span",
      { class: "card-words" },
      element("span", { class: "card-title" }, title),
      element("span", { class: "card-subtitle" }, subtitle),
    ),
  );
}

function fileCard(file, actions) {
  const name = file.file_name ?? actions.words.file;
  return card("file", name, readableSize(file.file_size ?? 0), "a", {
    href: api.fileUrl(file.file_id),
    download: name,
  });
}

function voice(given, actions) {
  const seconds = given.duration ?? 0;
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return card("play", actions.words.voice, length);
}

function invoice(given) {
  return element(
    "div",
    { class: "invoice" },
    element("strong", {}, given.title),
    element("span", {}, given.description),
    element("span", { class: "invoice-total" }, amount(given.total_amount, given.currency)),
  );
}

/** An amount in the smallest units of a currency, as a client shows it. Stars have no smaller unit. */
export function amount(total, currency) {
  if (currency === "XTR") return `⭐️ ${total}`;
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(total / 100);
}

function readableSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
