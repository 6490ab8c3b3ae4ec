"use strict";
const page = document.body.dataset.page;
const newApi = document.body.dataset.flavor === "new-api";
const UNITS = 500000;
const byId = (id) => document.getElementById(id);

async function call(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  const user = localStorage.getItem("user_id");
  if (user) headers["New-Api-User"] = user;
  let answer;
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    answer = await response.json();
  } catch {
    throw new Error("The console does not answer properly · 控制台暂时无法访问");
  }
  if (!answer.success) throw new Error(answer.message || "Failed · 操作失败");
  return answer.data;
}

function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (box.hidden = true), 2500);
}

function dollars(units) {
  return `$${(units / UNITS).toFixed(2)}`;
}

function element(tag, text, properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text) made.textContent = text;
  return made;
}

function onSubmit(id, work) {
  const form = byId(id);
  if (!form) return;
  const error = form.querySelector(".error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      await work(Object.fromEntries(new FormData(form)), form);
    } catch (failure) {
      error.textContent = failure.message;
      error.hidden = false;
    }
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.body.appendChild(element("textarea", "", { value: text }));
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("Copied · 已复制");
}

async function keyOf(token) {
  if (!newApi) return `sk-${token.key}`;
  return `sk-${(await call("POST", `/api/token/${token.id}/key`)).key}`;
}

function card(token) {
  const states = { 1: "Enabled · 已启用", 2: "Disabled · 已禁用", 3: "Expired · 已过期", 4: "Exhausted · 已耗尽" };
  const row = element("div", "", { className: "token" });
  row.dataset.tokenName = token.name;
  const left = row.appendChild(element("div"));
  left.append(element("strong", token.name || "—"), element("span", states[token.status], { className: `state state-${token.status}` }));
  left.append(element("code", `sk-${token.key.slice(0, 4)}…${token.key.slice(-4)}`));
  const quota = token.unlimited_quota ? "Unlimited · 无限额度" : `${dollars(token.remain_quota)} left · 剩余额度`;
  left.append(element("small", quota));
  const buttons = row.appendChild(element("div", "", { className: "buttons" }));
  const copyButton = buttons.appendChild(element("button", "Copy · 复制", { className: "copy" }));
  copyButton.addEventListener("click", async () => copy(await keyOf(token)));
  const deleteButton = buttons.appendChild(element("button", "Delete · 删除", { className: "delete" }));
  deleteButton.addEventListener("click", async () => {
    await call("DELETE", `/api/token/${token.id}`);
    await showTokens();
  });
  return row;
}

async function showTokens() {
  const tokens = [];
  for (let number = newApi ? 1 : 0; ; number += 1) {
    const data = await call("GET", `/api/token/?p=${number}`);
    const items = newApi ? data.items : data;
    tokens.push(...items);
    if (items.length < 10) break;
  }
  const list = byId("tokens");
  list.replaceChildren(...tokens.map(card));
  if (!tokens.length) list.append(element("p", "No keys yet · 还没有令牌", { className: "aside" }));
}

function showBalance(user) {
  byId("balance").textContent = dollars(user.quota);
  byId("used").textContent = dollars(user.used_quota);
}

onSubmit("register", async (fields) => {
  await call("POST", "/api/user/register", fields);
  sessionStorage.setItem("notice", "Registered, please log in · 注册成功，请登录");
  location.href = "/login";
});

onSubmit("login", async (fields) => {
  const user = await call("POST", "/api/user/login", fields);
  localStorage.setItem("user_id", user.id);
  location.href = "/topup";
});

onSubmit("redeem", async (fields, form) => {
  const units = await call("POST", "/api/user/topup", fields);
  form.reset();
  toast(`${dollars(units)} added · 充值成功`);
  showBalance(await call("GET", "/api/user/self"));
});

onSubmit("create", async (fields) => {
  await call("POST", "/api/token/", {
    name: fields.name,
    remain_quota: Math.round(Number(fields.dollars) * UNITS),
    expired_time: -1,
    unlimited_quota: fields.unlimited === "on",
  });
  toast("Created · 创建成功");
  await showTokens();
});

byId("menu-button").addEventListener("click", () => {
  const open = byId("menu").classList.toggle("open");
  byId("menu-button").setAttribute("aria-expanded", String(open));
});

byId("logout").addEventListener("click", async () => {
  await call("GET", "/api/user/logout");
  localStorage.removeItem("user_id");
  location.href = "/";
});

async function start() {
  document.querySelector(`[data-nav="${page}"]`)?.classList.add("here");
  const notice = sessionStorage.getItem("notice");
  sessionStorage.removeItem("notice");
  if (notice) toast(notice);
  if (page === "welcome") {
    const status = await call("GET", "/api/status");
    byId("version").textContent = status.version;
    byId("started").textContent = new Date(status.start_time * 1000).toLocaleString();
  }
  let user;
  try {
    user = await call("GET", "/api/user/self");
  } catch {
    if (page === "token" || page === "topup") location.href = "/login";
    return;
  }
  document.querySelectorAll(".guest").forEach((item) => (item.hidden = true));
  document.querySelectorAll(".member").forEach((item) => (item.hidden = false));
  byId("who").textContent = user.username;
  if (page === "topup") showBalance(user);
  if (page === "token") await showTokens();
}
start().catch((failure) => toast(failure.message));
