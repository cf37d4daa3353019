/**
 * The script that carries out a run inside Redis, where nothing interleaves with it.
 *
 * It gets one argument, `{now, attempt, operations}` as JSON, and returns the results as JSON. The
 * operations and results are those of the port; `refs` arrive as JSON text.
 *
 * What is stored, each under a prefix of its own:
 * - a record: a hash with `value`, `version`, `refs`, `expiresAt`, and the attempts that put it if
 *   absent (`creator`), changed it last (`writer`), redeemed it (`redeemer`) and lease it (`holder`,
 *   `leaseUntil`);
 * - a counter: a hash with `count`, `expiresAt`, and a field for each attempt that took a hit back;
 * - slots: a hash from attempt to `leaseUntil:expiresAt:failed`;
 * - a queue: a list.
 *
 * Expiry is judged by `now`. Redis' own expiry only collects garbage, a minute late, so that the
 * clock of the store decides nothing. Numbers are epoch milliseconds and small counts: they are
 * exact as doubles, but have to be written by `%.0f`, as Lua would write them with an exponent.
 */
export const RUN_SCRIPT = `
local RECORD, COUNTER, SLOTS, QUEUE =
  'kakehashi:record:', 'kakehashi:counter:', 'kakehashi:slots:', 'kakehashi:queue:'
local GARBAGE_MARGIN_MILLISECONDS = 60000
local GUARDS = {
  require = true, claimOnce = true, redeem = true, beginStep = true,
  compareAndSet = true, hit = true, reserve = true,
}

local input = cjson.decode(ARGV[1])
local now, attempt = input.now, input.attempt

local function digits(number)
  return string.format('%.0f', number)
end

local function collectAfter(name, expiresAt)
  redis.call('PEXPIRE', name, digits(expiresAt - now + GARBAGE_MARGIN_MILLISECONDS))
end

-- Records

local function load(key)
  local fields = redis.call('HMGET', RECORD .. key, 'value', 'version', 'refs', 'expiresAt',
    'creator', 'writer', 'redeemer', 'holder', 'leaseUntil')
  if not fields[1] then return nil end
  return {
    value = fields[1], version = tonumber(fields[2]), refs = fields[3],
    expiresAt = tonumber(fields[4]), creator = fields[5], writer = fields[6],
    redeemer = fields[7], holder = fields[8], leaseUntil = tonumber(fields[9] or 0),
  }
end

local function loadLive(key)
  local record = load(key)
  if record and record.expiresAt > now then return record end
  return nil
end

local function create(key, value, refs, expiresAt, creator)
  local name = RECORD .. key
  redis.call('DEL', name)
  redis.call('HSET', name, 'value', value, 'version', '1', 'refs', refs,
    'expiresAt', digits(expiresAt))
  if creator then redis.call('HSET', name, 'creator', creator) end
  collectAfter(name, expiresAt)
end

local function answer(status, record)
  if not record then return { status = status } end
  return { status = status, record = { value = record.value, version = record.version } }
end

local function isLeasedToOther(record)
  return record.holder and record.holder ~= attempt and record.leaseUntil > now
end

-- Slots

local function loadSlots(key)
  local slots = { live = 0, failures = 0, own = nil, latest = 0 }
  local fields = redis.call('HGETALL', SLOTS .. key)
  for i = 1, #fields, 2 do
    local leaseUntil, expiresAt, failed = string.match(fields[i + 1], '^(%d+):(%d+):([01])$')
    if tonumber(expiresAt) > now then
      slots.live = slots.live + 1
      slots.latest = math.max(slots.latest, tonumber(expiresAt))
      if failed == '1' or tonumber(leaseUntil) <= now then slots.failures = slots.failures + 1 end
      if fields[i] == attempt then slots.own = { leaseUntil = leaseUntil, expiresAt = expiresAt } end
    elseif tonumber(expiresAt) + GARBAGE_MARGIN_MILLISECONDS <= now then
      redis.call('HDEL', SLOTS .. key, fields[i])
    end
  end
  return slots
end

local function failuresOf(key)
  return { status = 'done', failures = loadSlots(key).failures }
end

-- The verbs of the port

local verbs = {}

function verbs.get(operation, key)
  local record = loadLive(key)
  return answer(record and 'done' or 'absent', record)
end

verbs.require = verbs.get

function verbs.put(operation, key)
  create(key, operation.value, operation.refs, operation.expiresAt)
  return answer('done')
end

function verbs.putIfAbsent(operation, key)
  local record = loadLive(key)
  if record and record.creator ~= attempt then return answer('refused', record) end
  if not record then
    create(key, operation.value, operation.refs, operation.expiresAt, attempt)
  end
  return answer('done')
end

function verbs.claimOnce(operation, key)
  local record = loadLive(key)
  if record and record.creator ~= attempt then return answer('refused') end
  if not record then create(key, '', '{}', operation.expiresAt, attempt) end
  return answer('done')
end

function verbs.redeem(operation, key)
  local record = loadLive(key)
  if not record then return answer('absent') end
  if record.redeemer and record.redeemer ~= attempt then return answer('refused', record) end
  redis.call('HSET', RECORD .. key, 'redeemer', attempt)
  return answer('done', record)
end

function verbs.beginStep(operation, key)
  local record = loadLive(key)
  if not record then return answer('absent') end
  if record.version ~= operation.version or isLeasedToOther(record) then
    return answer('refused', record)
  end
  redis.call('HSET', RECORD .. key, 'holder', attempt, 'leaseUntil', digits(operation.leaseUntil))
  return answer('done', record)
end

function verbs.compareAndSet(operation, key)
  local record = load(key)
  -- The version that this attempt has written already: a repetition.
  if record and record.version == operation.version + 1 and record.writer == attempt then
    return answer('done')
  end
  if not record or record.expiresAt <= now then return answer('absent') end
  if record.version ~= operation.version or isLeasedToOther(record) then
    return answer('refused', record)
  end
  local name = RECORD .. key
  redis.call('HSET', name, 'value', operation.value, 'version', digits(operation.version + 1),
    'refs', operation.refs, 'expiresAt', digits(operation.expiresAt), 'writer', attempt)
  redis.call('HDEL', name, 'holder', 'leaseUntil')
  collectAfter(name, operation.expiresAt)
  return answer('done')
end

function verbs.hit(operation, key)
  local name = COUNTER .. key
  local fields = redis.call('HMGET', name, 'count', 'expiresAt')
  local count, expiresAt = tonumber(fields[1] or 0), tonumber(fields[2] or 0)
  if count >= operation.limit and expiresAt > now then return answer('refused') end
  if expiresAt <= now then
    if operation.limit < 1 then return answer('refused') end
    count, expiresAt = 0, operation.expiresAt
    redis.call('DEL', name)
  end
  redis.call('HSET', name, 'count', digits(count + 1), 'expiresAt', digits(expiresAt))
  collectAfter(name, expiresAt)
  return { status = 'done', count = count + 1 }
end

function verbs.refund(operation, key)
  local name = COUNTER .. key
  local fields = redis.call('HMGET', name, 'count', 'expiresAt')
  local count, expiresAt = tonumber(fields[1] or 0), tonumber(fields[2] or 0)
  if count == 0 or expiresAt <= now then return { status = 'done', count = 0 } end
  if redis.call('HSETNX', name, 'refunded:' .. attempt, '1') == 0 then
    return { status = 'done', count = count }
  end
  redis.call('HSET', name, 'count', digits(count - 1))
  return { status = 'done', count = count - 1 }
end

function verbs.reserve(operation, key)
  local slots = loadSlots(key)
  if slots.own then return { status = 'done', failures = slots.failures } end
  if slots.live >= operation.capacity then
    return { status = 'refused', failures = slots.failures }
  end
  local slot = digits(operation.leaseUntil) .. ':' .. digits(operation.expiresAt) .. ':0'
  redis.call('HSET', SLOTS .. key, attempt, slot)
  collectAfter(SLOTS .. key, math.max(slots.latest, operation.expiresAt))
  return failuresOf(key)
end

function verbs.settle(operation, key)
  local own = loadSlots(key).own
  if own and operation.outcome == 'failed' then
    redis.call('HSET', SLOTS .. key, attempt, own.leaseUntil .. ':' .. own.expiresAt .. ':1')
  elseif own and operation.outcome == 'cleared' then
    redis.call('DEL', SLOTS .. key)
  elseif own then
    redis.call('HDEL', SLOTS .. key, attempt)
  end
  return failuresOf(key)
end

function verbs.countFailures(operation, key)
  return failuresOf(key)
end

function verbs.delete(operation, key)
  redis.call('DEL', RECORD .. key, COUNTER .. key, SLOTS .. key)
  return answer('done')
end

function verbs.append(operation)
  redis.call('RPUSH', QUEUE .. operation.queue, operation.value)
  return answer('done')
end

-- The run

local function resolve(address)
  if type(address) == 'string' then return address end
  local record = loadLive(address.of)
  return record and cjson.decode(record.refs)[address.ref]
end

local function carryOut(operation)
  if not operation.at then return verbs[operation.verb](operation) end
  local key = resolve(operation.at)
  if not key then return answer('absent') end
  return verbs[operation.verb](operation, key)
end

local results = {}
local stopped = false
for i, operation in ipairs(input.operations) do
  if stopped then
    results[i] = answer('skipped')
  else
    results[i] = carryOut(operation)
    local isGuard = GUARDS[operation.verb] or operation.guard
    stopped = isGuard and results[i].status ~= 'done'
  end
end
return cjson.encode(results)
`;
