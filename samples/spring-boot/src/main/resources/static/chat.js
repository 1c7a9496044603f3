import { io } from "/socket.io/socket.io.esm.min.js";

const $ = id => document.getElementById(id);
const socket = io();
let me;
let room;
const noticed = new Set();

function item(list, ...children) {
  const li = document.createElement("li");
  li.append(...children);
  $(list).append(li);
  return li;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(message) {
  if (message.room !== room) {
    return;
  }
  const time = element("time", new Date(message.timestamp).toLocaleTimeString([], { timeStyle: "short" }));
  time.dateTime = message.timestamp;
  const li = item("messages", element("strong", message.user.name), time, element("p", message.text));
  li.classList.toggle("own", message.user.id === me.id);
  li.scrollIntoView({ block: "nearest" });
}

function notice(notification) {
  if (noticed.has(notification.id)) {
    return;
  }
  noticed.add(notification.id);
  $("noNews").hidden = true;
  item("news", notification.message);
  socket.emit("ackNotification", { ids: [notification.id] });
}

function ready(isReady) {
  for (const control of $("composer").elements) {
    control.disabled = !isReady;
  }
}

function problem(answer) {
  $("problem").textContent = answer.ok ? "" : answer.message;
}

function signIn() {
  location.assign("/login");
}

function join(name) {
  socket.emit("joinRoom", { room: name, history: 50 }, answer => {
    problem(answer);
    if (answer.ok) {
      room = answer.room;
      $("rooms").value = room;
      ready(true);
      $("text").focus();
    }
  });
}

socket.on("session", session => {
  me = session.user;
  $("me").textContent = me.name;
  $("state").textContent = "Connected";
  socket.emit("listRooms", {}, ({ rooms }) => {
    $("rooms").replaceChildren(...rooms.map(each => new Option(each.title, each.room)));
    join(room ?? rooms[0].room);
  });
  socket.emit("getNotifications", { unreadOnly: true }, ({ notifications }) => notifications.reverse().forEach(notice));
});
socket.on("chatHistory", history => {
  room = history.room;
  $("messages").replaceChildren();
  history.messages.forEach(show);
});
socket.on("message", show);
socket.on("notification", notice);
socket.on("roomUsers", ({ users }) => {
  $("people").replaceChildren();
  users.forEach(user => item("people", user.username));
});
socket.on("disconnect", () => {
  ready(false);
  if (socket.active) {
    $("state").textContent = "Not connected, trying again …";
  } else {
    signIn();                                                // ended by the server: signed out elsewhere
  }
});
socket.on("connect_error", error => {
  if (!socket.active || error.description === 401) {
    signIn();
  }
  $("state").textContent = "The server does not answer, trying again …";
});

$("rooms").addEventListener("change", () => join($("rooms").value));
$("composer").addEventListener("submit", event => {
  event.preventDefault();
  const text = $("text").value;
  $("text").value = "";
  socket.timeout(10_000).emit("chatMessage", { room, text }, (silence, answer) => {
    problem(silence ? { message: "No answer: this message may not have arrived." } : answer);
    if (silence || !answer.ok) {
      $("text").value ||= text;
    }
  });
});
$("signOut").addEventListener("click", async () => {
  const token = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? "");
  await fetch("/logout", { method: "POST", headers: { "X-XSRF-TOKEN": token } });
  signIn();
});
