"use strict";

const KEY = "argosy-key";
const EVERY_MS = 2000;
const login = document.getElementById("login");
const input = document.getElementById("key");
const forget = document.getElementById("forget");
const message = document.getElementById("message");
const table = document.getElementById("batches");
const body = table.tBodies[0];
let timer;

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text;
  if (className) td.className = className;
  return td;
}

function time(seconds) {
  return seconds ? new Date(seconds * 1000).toLocaleString() : "";
}

function show(batches) {
  body.replaceChildren();
  for (const batch of batches) {
    const { completed, failed, total } = batch.request_counts;
    const row = body.insertRow();
    cell(row, batch.id);
    cell(row, batch.status.replace("_", " "), batch.status);
    cell(row, batch.model ?? "");
    const bar = document.createElement("progress");
    bar.max = Math.max(total, 1);
    if (total > 0 || batch.status !== "validating") bar.value = completed + failed;
    bar.title = `${completed + failed} of ${total}`;
    row.insertCell().append(bar);
    for (const count of [completed, failed, total]) cell(row, count.toLocaleString(), "number");
    cell(row, time(batch.created_at));
    cell(row, time(batch.expires_at));
  }
  message.textContent = batches.length ? `The last ${batches.length} batches, ${new Date().toLocaleTimeString()}.` : "No batches yet.";
}

function signedIn(yes) {
  login.hidden = yes;
  forget.hidden = !yes;
  table.hidden = !yes;
}

function leave(why) {
  clearTimeout(timer);
  sessionStorage.removeItem(KEY);
  body.replaceChildren();
  signedIn(false);
  message.textContent = why;
}

async function poll() {
  clearTimeout(timer);
  const key = sessionStorage.getItem(KEY);
  if (!key) return;
  signedIn(true);
  if (!document.hidden) {
    try {
      const response = await fetch("v1/batches?limit=50", { headers: { Authorization: `Bearer ${key}` }, cache: "no-store" });
      const answer = await response.json();
      if (response.status === 401) return leave(answer.error.message);
      if (response.ok) show(answer.data);
      else message.textContent = answer.error.message;
    } catch {
      message.textContent = "The server cannot be reached. Trying again.";
    }
  }
  timer = setTimeout(poll, EVERY_MS);
}

login.addEventListener("submit", event => {
  event.preventDefault();
  sessionStorage.setItem(KEY, input.value.trim());
  input.value = "";
  poll();
});
forget.addEventListener("click", () => leave("The key is forgotten."));
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
poll();
