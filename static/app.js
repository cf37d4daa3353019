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

const ok = document.getElementById("ok");
if (ok) behaveLikeButton(ok);

const countdown = document.getElementById("countdown");
if (countdown) watchCall(countdown);

// OK of the error dialog is a link, so that it works without this script.
function behaveLikeButton(link) {
  link.addEventListener("keydown", function (event) {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  link.addEventListener("click", function () {
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (target) target.focus();
  });
}

// Screen 4: counts down, learns how the call stands, and says so: from a stream of events where that
// works, else by asking. The phone's clock may be wrong or be set meanwhile, so time comes from the
// server and from the monotonic clock; that one may stop while the phone sleeps, so we ask on waking.
function watchCall(element) {
  const toAnnounce = [60, 30, 10];
  let endsAt = performance.now() + Number(element.getAttribute("data-seconds")) * 1000;
  let askAt = performance.now() + 2000;
  let failures = 0;
  let request = null;
  let stream = null;
  let mayStream = typeof EventSource === "function";
  let brokenStreams = 0;
  let isLeaving = false;

  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", lookAtOnce);
  document.addEventListener("resume", lookAtOnce);
  addEventListener("online", lookAtOnce);
  addEventListener("offline", function () {
    stop();
    fail(true);
  });
  addEventListener("pagehide", stop);
  listen();

  function tick() {
    showRemaining();
    if (!document.hidden && !request && performance.now() >= askAt) ask();
  }

  function showRemaining() {
    const seconds = Math.ceil((endsAt - performance.now()) / 1000);
    tellRemaining(element, Math.max(seconds, 0), toAnnounce);
  }

  // A connection from before the phone call may be dead without anybody having noticed.
  function lookAtOnce() {
    if (document.hidden) return;
    stop();
    failures = 0;
    ask();
  }

  function stop() {
    if (stream) stream.close();
    if (request) request.abort();
    stream = request = null;
  }

  function listen() {
    const opened = stream = mayStream && !isLeaving ? new EventSource(urlOf("events")) : null;
    if (!opened) return;
    let hasTold = false;
    opened.onmessage = function (event) {
      hasTold = true;
      take(JSON.parse(event.data), 20000);
    };
    opened.onerror = function () {
      opened.close();
      if (stream === opened) stream = null;
      brokenStreams += 1;
      if (!hasTold || brokenStreams > 3) mayStream = false;
      askAt = 0;
    };
  }

  function ask() {
    if (isLeaving) return;
    const asked = request = new XMLHttpRequest();
    asked.open("GET", urlOf("status"));
    asked.timeout = 8000;
    asked.onload = function () {
      request = null;
      if (asked.status === 200) take(JSON.parse(asked.responseText), stream ? 20000 : 2000);
      else if (asked.status === 404) reload();
      else fail(false);
    };
    asked.onerror = asked.ontimeout = function () {
      stop();
      fail(true);
    };
    asked.send();
  }

  function take(answer, pauseMillis) {
    failures = 0;
    tellCut(false);
    if (answer.status === "moved" || answer.status === "over") return reload();
    const now = performance.now();
    const told = now + answer.remainingSeconds * 1000;
    // The server rounds up: what is sooner is nearer, unless ours is quite wrong.
    if (told < endsAt || told > endsAt + 1000) endsAt = told;
    showRemaining();
    askAt = Math.min(now + pauseMillis, Math.max(endsAt, now + 2000));
    if (answer.message) tellCall(answer.message, answer.status === "arrived");
    if (!stream) listen();
  }

  function fail(isCut) {
    failures += 1;
    askAt = performance.now() + Math.min(500 * Math.pow(2, failures), 8000);
    if (isCut && (failures > 1 || navigator.onLine === false)) tellCut(true);
  }

  function reload() {
    if (isLeaving) return;
    isLeaving = true;
    stop();
    location.reload();
  }

  function urlOf(what) {
    return element.getAttribute("data-" + what + "-url");
  }
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

// The text comes from the page. It is put into a place that was there before, or readers miss it.
function tellCut(isCut) {
  const place = document.getElementById("connection");
  const text = isCut ? place.getAttribute("data-text") : "";
  if (place.textContent !== text) place.textContent = text;
}

function tellCall(message, hasArrived) {
  const place = document.getElementById("call-message");
  if (place.getAttribute("data-message") === message.id) return;
  const pending = document.querySelector('[data-message="call-pending"]');
  if (pending) pending.parentNode.removeChild(pending);
  place.setAttribute("data-message", message.id);
  place.textContent = message.text;
  place.removeAttribute("hidden");
  if (hasArrived) document.getElementById("confirm-call").focus();
}
