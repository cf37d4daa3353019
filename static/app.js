// Makes the screens more comfortable; every one of them works without it. Plain syntax, for old phones.

// A second press while a form is on its way would only be refused. Who stopped it may press again.
document.addEventListener("submit", function (event) {
  const form = event.target;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  form.setAttribute("data-sent", "");
  setTimeout(function () {
    form.removeAttribute("data-sent");
  }, 5000);
});

// A page that the browser kept may be older than the procedure.
addEventListener("pageshow", function (event) {
  if (event.persisted) location.reload();
});

// A box that is ticked after all is no fault any more; the style hides its text.
document.addEventListener("change", function (event) {
  if (event.target.type !== "checkbox") return;
  event.target.removeAttribute("aria-invalid");
  event.target.removeAttribute("aria-describedby");
});

const dialog = document.querySelector(".dialog");
if (dialog) openDialog(dialog, document.getElementById("ok"));

const countdown = document.getElementById("countdown");
if (countdown) watchCall(countdown);

// The error dialog is modal if the browser can do that. Its OK, Esc and links close it and lead to a
// field. An address with a fragment is that of a dialog which was closed without this script.
function openDialog(dialog, ok) {
  let isFollowed = false;
  behaveLikeButton(ok);
  if (!dialog.showModal || location.hash) return;
  dialog.removeAttribute("open");
  dialog.showModal();
  // A long dialog shows its beginning; the style keeps OK in sight.
  ok.focus({ preventScroll: true });
  dialog.addEventListener("click", function (event) {
    if (!event.target.hash) return;
    event.preventDefault();
    isFollowed = true;
    dialog.close();
    focusTarget(event.target);
  });
  // Esc comes here alone. A link must not wait: the next frame may find its reader in another field.
  dialog.addEventListener("close", function () {
    if (!isFollowed) focusTarget(ok);
  });
}

// OK of the error dialog is a link, so that it works without this script.
function behaveLikeButton(link) {
  link.addEventListener("keydown", function (event) {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  link.addEventListener("click", function () {
    focusTarget(link);
  });
}

function focusTarget(link) {
  const target = document.getElementById(link.hash.slice(1));
  if (target) target.focus();
}

// Screen 4: counts down, learns how the call stands, and says so: from a stream of events where that
// works, else by asking. The phone's clock may be wrong or be set meanwhile, so time comes from the
// server and from the monotonic clock; that one may stop while the phone sleeps, so we ask on waking.
function watchCall(element) {
  const watch = {
    element: element,
    toAnnounce: [60, 30, 10],
    endsAt: performance.now() + Number(element.getAttribute("data-seconds")) * 1000,
    askAt: performance.now() + 2000,
    failures: 0,
    request: null,
    stream: null,
    isStreaming: false,
    mayStream: typeof EventSource === "function",
    brokenStreams: 0,
    isLeaving: false,
  };
  // A connection from before the phone call may be dead without anybody having noticed.
  const lookAtOnce = function () {
    if (document.hidden) return;
    hangUp(watch);
    watch.failures = 0;
    ask(watch);
  };
  setInterval(function () {
    showRemaining(watch);
    if (!document.hidden && !watch.request && performance.now() >= watch.askAt) ask(watch);
  }, 1000);
  document.addEventListener("visibilitychange", lookAtOnce);
  document.addEventListener("resume", lookAtOnce);
  addEventListener("online", lookAtOnce);
  addEventListener("offline", function () {
    fail(watch, true);
  });
  addEventListener("pagehide", function () {
    hangUp(watch);
  });
  listen(watch);
}

function hangUp(watch) {
  if (watch.stream) watch.stream.close();
  if (watch.request) watch.request.abort();
  watch.stream = watch.request = null;
  watch.isStreaming = false;
}

// A stream that ends is opened again, but not one that never told anything or broke too often.
function listen(watch) {
  if (!watch.mayStream) return;
  const stream = watch.stream = new EventSource(urlOf(watch, "events"));
  stream.onmessage = function (event) {
    watch.isStreaming = true;
    take(watch, JSON.parse(event.data));
  };
  stream.onerror = function () {
    watch.brokenStreams += 1;
    if (!watch.isStreaming || watch.brokenStreams > 3) watch.mayStream = false;
    hangUp(watch);
    watch.askAt = 0;
  };
}

function ask(watch) {
  if (watch.isLeaving) return;
  const request = watch.request = new XMLHttpRequest();
  request.open("GET", urlOf(watch, "status"));
  request.timeout = 8000;
  request.onload = function () {
    watch.request = null;
    const answer = request.status === 200 ? parse(request.responseText) : null;
    if (answer) take(watch, answer);
    else if (request.status === 404) reload(watch);
    else fail(watch, false);
  };
  request.onerror = request.ontimeout = function () {
    fail(watch, true);
  };
  request.send();
}

// The network of a hotel or a train may answer with a page of its own.
function parse(text) {
  try {
    return JSON.parse(text);
  } catch (_error) {
    return null;
  }
}

function urlOf(watch, what) {
  return watch.element.getAttribute("data-" + what + "-url");
}

// While a stream tells, questions only make sure that it is not dead.
function take(watch, answer) {
  watch.failures = 0;
  tellCut(false);
  if (answer.status === "moved" || answer.status === "over") return reload(watch);
  const now = performance.now();
  const told = now + answer.remainingSeconds * 1000;
  // The server rounds up: what is sooner is nearer, unless ours is quite wrong.
  if (told < watch.endsAt || told > watch.endsAt + 1000) watch.endsAt = told;
  showRemaining(watch);
  if (answer.messageId) tellCall(answer.messageId, answer.status === "arrived");
  const pauseMillis = watch.isStreaming ? 20000 : 2000;
  watch.askAt = Math.min(now + pauseMillis, Math.max(watch.endsAt, now + 2000));
  if (!watch.stream) listen(watch);
}

function fail(watch, isCut) {
  hangUp(watch);
  watch.failures += 1;
  watch.askAt = performance.now() + Math.min(500 * Math.pow(2, watch.failures), 8000);
  if (isCut && (watch.failures > 1 || navigator.onLine === false)) tellCut(true);
}

// A form that is on its way leads on by itself, and would be given up; should it not, we ask again.
function reload(watch) {
  if (watch.isLeaving || document.querySelector("[data-sent]")) return;
  watch.isLeaving = true;
  hangUp(watch);
  location.reload();
}

function showRemaining(watch) {
  const seconds = Math.ceil((watch.endsAt - performance.now()) / 1000);
  tellRemaining(watch.element, Math.max(seconds, 0), watch.toAnnounce);
}

// Screen readers hear of the rest at 60, 30 and 10 seconds only.
function tellRemaining(element, seconds, toAnnounce) {
  const fill = function (attribute) {
    return element.getAttribute(attribute).replace("{seconds}", String(seconds));
  };
  element.textContent = fill("data-text");
  document.getElementById("countdown-bar").value = seconds;
  if (toAnnounce.length === 0 || seconds > toAnnounce[0]) return;
  while (toAnnounce.length > 0 && seconds <= toAnnounce[0]) toAnnounce.shift();
  document.getElementById("announcement").textContent = fill("data-announcement");
}

// Texts come from the page. They are put into places that were there before, or readers miss them.
function put(place, id) {
  place.textContent = "";
  place.appendChild(document.importNode(document.getElementById("text-" + id).content, true));
}

function tellCut(isCut) {
  const place = document.getElementById("connection");
  if (!isCut) place.textContent = "";
  else if (!place.hasChildNodes()) put(place, "connection-cut");
}

function tellCall(id, hasArrived) {
  const place = document.getElementById("call-message");
  if (place.getAttribute("data-message") === id) return;
  place.setAttribute("data-message", id);
  put(place, id);
  place.removeAttribute("hidden");
  if (hasArrived) document.getElementById("confirm-call").focus();
}
