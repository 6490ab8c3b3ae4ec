/** Text with Bot API entities → DOM nodes. Offsets are UTF-16 units, as JavaScript's own. */

import { element, icon } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const COLLAPSED_LINES = 3;
const COLLAPSED_CHARACTERS = 160;
const LONG_CODE = 30;
const SAFE_SCHEMES = new Set(["http:", "https:", "tg:", "ton:", "mailto:", "tel:"]);

/** Render a text; `actions` is what the pane lets a text do (see pane.js). */
export function formatText(text, entities, actions) {
  const sorted = entities
    .map((entity, order) => ({ ...entity, end: entity.offset + entity.length, order }))
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.end <= text.length)
    .sort((one, other) => one.offset - other.offset || other.end - one.end || one.order - other.order);
  return renderRange(text, 0, text.length, sorted, actions);
}

/** Render text[start:end]; the entities all lie within it. Those that overlap without nesting are cut in two. */
function renderRange(text, start, end, entities, actions) {
  const nodes = [];
  const queue = [...entities];
  let position = start;
  let afterBlock = false;
  const plain = (until) => {
    let piece = text.slice(position, until);
    // The line break beside a block is the block's own: it would show as an empty line.
    if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
    if (piece) nodes.push(piece);
    if (until > position) afterBlock = false;
    position = until;
  };
  while (queue.length > 0) {
    const entity = queue.shift();
    plain(entity.offset);
    const inner = [];
    while (queue.length > 0 && queue[0].offset < entity.end) {
      const next = queue.shift();
      inner.push({ ...next, end: Math.min(next.end, entity.end) });
      if (next.end > entity.end) insertSorted(queue, { ...next, offset: entity.end });
    }
    const content = renderRange(text, entity.offset, entity.end, inner, actions);
    nodes.push(renderEntity(entity, text.slice(entity.offset, entity.end), content, actions));
    position = entity.end;
    afterBlock = BLOCKS.has(entity.type);
  }
  plain(end);
  return nodes;
}

function insertSorted(queue, entity) {
  const index = queue.findIndex((other) => other.offset > entity.offset);
  queue.splice(index === -1 ? queue.length : index, 0, entity);
}

const RENDERERS = {
  bold: (entity, raw, content) => element("strong", {}, content),
  italic: (entity, raw, content) => element("em", {}, content),
  underline: (entity, raw, content) => element("u", {}, content),
  strikethrough: (entity, raw, content) => element("s", {}, content),
  spoiler: (entity, raw, content, actions) => spoiler(content, actions),
  code: (entity, raw, content, actions) => inlineCode(raw, content, actions),
  pre: (entity, raw, content, actions) => codeBlock(entity.language, raw, content, actions),
  blockquote: (entity, raw, content) => element("blockquote", {}, content),
  expandable_blockquote: (entity, raw, content, actions) => expandableQuote(raw, content, actions),
  bot_command: (entity, raw, content, actions) => command(raw, content, actions),
  url: (entity, raw, content, actions) => link(withScheme(raw), content, actions),
  text_link: (entity, raw, content, actions) => link(withScheme(entity.url), content, actions),
  email: (entity, raw, content, actions) => link(`mailto:${raw}`, content, actions),
  phone_number: (entity, raw, content, actions) =>
    link(`tel:${raw.replace(/[^+\d]/g, "")}`, content, actions),
  mention: (entity, raw, content, actions) => link(`https://t.me/${raw.slice(1)}`, content, actions),
  text_mention: (entity, raw, content) => element("span", { class: "mention" }, content),
  hashtag: (entity, raw, content) => element("span", { class: "mention" }, content),
  cashtag: (entity, raw, content) => element("span", { class: "mention" }, content),
};

function renderEntity(entity, raw, content, actions) {
  const render = RENDERERS[entity.type];
  return render ? render(entity, raw, content, actions) : content;
}

/** Telegram lets a link leave out its scheme. */
function withScheme(raw) {
  return /^([a-z][a-z0-9+.-]*:\/\/|mailto:|tel:)/i.test(raw) ? raw : `http://${raw}`;
}

/** A link that opens in a new tab, or in this page when it leads to the bot; anything but a known scheme stays text. */
export function link(address, content, actions, attributes = {}) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return element("span", attributes, content);
  }
  if (!SAFE_SCHEMES.has(url.protocol)) return element("span", attributes, content);
  const follow = (event) => {
    event.stopPropagation();
    if (actions.openHere(url)) event.preventDefault();
  };
  return element(
    "a",
    { href: url.href, target: "_blank", rel: "noopener noreferrer", onclick: follow, ...attributes },
    content,
  );
}

function command(raw, content, actions) {
  const send = (event) => {
    event.preventDefault();
    actions.sendText(raw);
  };
  return element("a", { href: "#", class: "command", role: "button", onclick: send }, content);
}

/** Makes any inline element work as a button: it must wrap like text, which a <button> cannot. */
function pressable(node, label, press) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  if (label) node.title = label;
  node.addEventListener("click", press);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press(event);
  });
  return node;
}

function inlineCode(raw, content, actions) {
  const node = element("code", { class: raw.length > LONG_CODE ? "mono long" : "mono" }, content);
  return pressable(node, actions.words.copy, (event) => {
    event.stopPropagation();
    actions.copy(raw);
  });
}

function codeBlock(language, raw, content, actions) {
  const copy = (event) => {
    event.stopPropagation();
    actions.copy(raw);
  };
  return element(
    "figure",
    { class: "code-block" },
    element(
      "figcaption",
      {},
      element("span", { class: "code-language" }, language || ""),
      element(
        "button",
        {
          type: "button",
          class: "code-copy",
          "aria-label": actions.words.copyCode,
          title: actions.words.copyCode,
          onclick: copy,
        },
        icon("copy"),
      ),
    ),
    element("pre", { tabindex: "0" }, element("code", {}, content)),
  );
}

function spoiler(content, actions) {
  const node = element(
    "span",
    { class: "spoiler", "aria-label": actions.words.reveal },
    element("span", {}, content),
  );
  return pressable(node, null, (event) => {
    if (node.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("revealed");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
    node.removeAttribute("tabindex");
  });
}

function expandableQuote(raw, content, actions) {
  const short = raw.split("\n").length <= COLLAPSED_LINES && raw.length <= COLLAPSED_CHARACTERS;
  if (short) return element("blockquote", {}, content);
  const quote = element(
    "blockquote",
    { class: "expandable" },
    element("div", { class: "quote-text" }, content),
  );
  const toggle = () => {
    const expanded = quote.classList.toggle("expanded");
    button.setAttribute("aria-expanded", String(expanded));
  };
  const button = element(
    "button",
    {
      type: "button",
      class: "quote-toggle",
      "aria-label": actions.words.expand,
      "aria-expanded": "false",
      onclick: toggle,
    },
    icon("down"),
  );
  quote.append(button);
  return quote;
}
