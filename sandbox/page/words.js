/** The words of the page's own controls, in the languages of its customers. What the bot says is the bot's. */

import { clock } from "./clock.js";

const ENGLISH = {
  language: "English",
  locale: "en-GB",
  add: "Add",
  addCustomer: "Add a customer",
  attach: "Attach photos",
  block: "Block the bot",
  bot: "bot",
  botMenu: "Menu",
  cancel: "Cancel",
  clock: "Time in the sandbox",
  clockNote: "Moves the shop, its gateways and this Telegram forward, never back. To start over: python -m bot sandbox --reset",
  close: "Close",
  commands: "Commands",
  connecting: "Connecting…",
  copied: "Copied",
  copy: "Copy",
  copyCode: "Copy code",
  customers: "Customers",
  delete: "Delete",
  desk: "The shop’s people",
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
  lastWayToPay: "One way to pay has to stay on.",
  links: "Open",
  location: "Location",
  message: "Message",
  messages: "Messages",
  name: "Name",
  newMessages: "new messages",
  ok: "OK",
  owner: "owner",
  pay: "Pay",
  photo: "Photo",
  pinned: "pinned a message",
  pinnedMessage: "Pinned message",
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
  sideBySide: "Show two chats side by side",
  staff: "staff",
  staffLanguage: "The staff’s screens (the bot starts anew)",
  start: "START",
  sticker: "Sticker",
  rails: "Ways to pay",
  railsNote: "The bot starts anew after a change. A wallet that two of them have is paid through the first.",
  switches: "Make things go wrong",
  theme: "Light or dark",
  thisCustomer: "This customer: ",
  today: "Today",
  topicAll: "All topics",
  topicClosed: "closed the topic",
  topicCreated: "opened the topic",
  topicIsClosed: "This topic is closed",
  topicRenamed: "named the topic",
  topicReopened: "reopened the topic",
  topics: "Topics",
  typing: "typing",
  unblock: "Unblock the bot",
  unsupported: "This message is not shown in the sandbox.",
  voice: "Voice message",
  whatCanItDo: "What can this bot do?",
  writeAs: "as",
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
  clock: "沙盒时间",
  clockNote: "商店、支付网关和这里的 Telegram 会一起前进，不能倒退。从头再来：python -m bot sandbox --reset",
  close: "关闭",
  commands: "命令",
  connecting: "连接中…",
  copied: "已复制",
  copy: "复制",
  copyCode: "复制代码",
  customers: "顾客",
  delete: "删除",
  desk: "商店人员",
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
  lastWayToPay: "至少要保留一种付款方式。",
  links: "打开",
  location: "位置",
  message: "消息",
  messages: "消息",
  name: "名字",
  newMessages: "条新消息",
  ok: "确定",
  owner: "店主",
  pay: "支付",
  photo: "图片",
  pinned: "置顶了一条消息",
  pinnedMessage: "置顶消息",
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
  sideBySide: "并排显示两个聊天",
  staff: "客服",
  staffLanguage: "客服界面语言（切换后机器人会重启）",
  start: "开始",
  sticker: "贴纸",
  rails: "付款方式",
  railsNote: "改动后机器人会重新启动。同一种钱包有两家时，用排在前面的那家。",
  switches: "模拟故障",
  theme: "浅色或深色",
  thisCustomer: "当前顾客：",
  today: "今天",
  topicAll: "全部话题",
  topicClosed: "关闭了话题",
  topicCreated: "新建了话题",
  topicIsClosed: "话题已关闭",
  topicRenamed: "把话题改名为",
  topicReopened: "重新打开了话题",
  topics: "话题",
  typing: "正在输入",
  unblock: "解除停用",
  unsupported: "沙盒不显示这种消息。",
  voice: "语音消息",
  whatCanItDo: "这个机器人能做什么？",
  writeAs: "身份",
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
  const now = clock.now();
  const age = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (age === 0) return words.today;
  if (age === 1) return words.yesterday;
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "long", year }).format(day);
}
