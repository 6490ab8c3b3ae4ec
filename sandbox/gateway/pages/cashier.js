"use strict";
const clock = document.getElementById("countdown");
const end = Date.now() + Number(clock.dataset.seconds) * 1000;
const two = (number) => String(number).padStart(2, "0");
function tick() {
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  clock.textContent = [left / 3600, (left / 60) % 60, left % 60].map((part) => two(Math.floor(part))).join(":");
}
tick();
setInterval(tick, 1000);
