/** The words of the page's own controls, in the languages of its customers. What the bot says is the bot's. */

const ENGLISH = {
  language: "English",
  locale: "en-GB",
  add: "Add",
  addCustomer: "Add a customer",
  attach: "Attach a photo",
  block: "Block the bot",
  bot: "bot",
  botMenu: "Menu",
  cancel: "Cancel",
  close: "Close",
  commands: "Commands",
  connecting: "Connecting…",
  copied: "Copied",
  copy: "Copy",
  copyCode: "Copy code",
  customers: "Customers",
  delete: "Delete",
  down: "Scroll to the bottom",
  edit: "Edit",
  edited: "edited",
  editing: "Edit message",
  emptyChat: "No messages here yet…",
  emptyHint: "Press START to talk to the bot.",
  expand: "Show all",
  failed: "That did not work: ",
  file: "File",
  group: "Group",
  languageLabel: "Language",
  links: "Open",
  location: "Location",
  message: "Message",
  messages: "Messages",
  name: "Name",
  newMessages: "new messages",
  ok: "OK",
  pay: "Pay",
  photo: "Photo",
  pinned: "pinned a message",
  placeholder: "Message",
  read: "Read",
  reply: "Reply",
  replyKeyboard: "Bot keyboard",
  restart: "RESTART BOT",
  reveal: "Hidden text, press to reveal",
  sandbox: "Sandbox",
  sandboxNote: "The world outside the bot. None of this is part of Telegram.",
  send: "Send",
  sent: "Sent",
  sideBySide: "Show both customers side by side",
  start: "START",
  sticker: "Sticker",
  switches: "Make things go wrong",
  theme: "Light or dark",
  thisCustomer: "This customer: ",
  today: "Today",
  topicAll: "All topics",
  typing: "typing",
  unblock: "Unblock the bot",
  unsupported: "This message is not shown in the sandbox.",
  voice: "Voice message",
  whatCanItDo: "What can this bot do?",
  yesterday: "Yesterday",
};

const CHINESE = {
  language: "中文",
  locale: "zh-CN",
  add: "添加",
  addCustomer: "添加顾客",
  attach: "发送图片",
  block: "停用机器人",
  bot: "机器人",
  botMenu: "菜单",
  cancel: "取消",
  close: "关闭",
  commands: "命令",
  connecting: "连接中…",
  copied: "已复制",
  copy: "复制",
  copyCode: "复制代码",
  customers: "顾客",
  delete: "删除",
  down: "回到底部",
  edit: "编辑",
  edited: "已编辑",
  editing: "编辑消息",
  emptyChat: "这里还没有消息…",
  emptyHint: "点击“开始”与机器人对话。",
  expand: "展开全部",
  failed: "操作失败：",
  file: "文件",
  group: "群组",
  languageLabel: "语言",
  links: "打开",
  location: "位置",
  message: "消息",
  messages: "消息",
  name: "名字",
  newMessages: "条新消息",
  ok: "确定",
  pay: "支付",
  photo: "图片",
  pinned: "置顶了一条消息",
  placeholder: "输入消息",
  read: "已读",
  reply: "回复",
  replyKeyboard: "机器人键盘",
  restart: "重新启用机器人",
  reveal: "隐藏文字，点击显示",
  sandbox: "沙盒",
  sandboxNote: "机器人之外的世界。以下内容不属于 Telegram。",
  send: "发送",
  sent: "已发送",
  sideBySide: "并排显示两位顾客",
  start: "开始",
  sticker: "贴纸",
  switches: "模拟故障",
  theme: "浅色或深色",
  thisCustomer: "当前顾客：",
  today: "今天",
  topicAll: "全部话题",
  typing: "正在输入",
  unblock: "解除停用",
  unsupported: "沙盒不显示这种消息。",
  voice: "语音消息",
  whatCanItDo: "这个机器人能做什么？",
  yesterday: "昨天",
};

/** Return the words for a Telegram language code. */
export function wordsFor(languageCode) {
  return isChinese(languageCode) ? CHINESE : ENGLISH;
}

/** Tell whether a Telegram language code is one of the Chinese ones. */
export function isChinese(languageCode) {
  return (languageCode ?? "").toLowerCase().startsWith("zh");
}

/** The name of a customer's language in that language: "English", "中文", "Deutsch". */
export function languageName(languageCode) {
  if (!languageCode) return "";
  if (isChinese(languageCode)) return CHINESE.language;
  try {
    const name = new Intl.DisplayNames([languageCode], { type: "language" }).of(languageCode.split("-")[0]);
    return name.charAt(0).toUpperCase() + name.slice(1);
  } catch {
    return languageCode;
  }
}

/** Hours and minutes of a Unix time. */
export function clockTime(words, seconds) {
  return new Intl.DateTimeFormat(words.locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(
    seconds * 1000,
  );
}

/** The full date and time of a Unix time, for tooltips. */
export function fullTime(words, seconds) {
  return new Intl.DateTimeFormat(words.locale, {
    dateStyle: "long",
    timeStyle: "medium",
    hour12: false,
  }).format(seconds * 1000);
}

/** What a date separator says. */
export function dayName(words, seconds) {
  const day = new Date(seconds * 1000);
  const now = new Date();
  const age = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (age === 0) return words.today;
  if (age === 1) return words.yesterday;
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "long", year }).format(day);
}
