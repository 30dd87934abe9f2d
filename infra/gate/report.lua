-- breaker.heard in one call. KEYS: state. Times are microseconds.
-- ARGV: ok, failed, retry_after, reason, window, at_least, ratio, first, cap, longest, now (0: our own),
-- in_a_row
local ok, failed, asked, reason = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local window, at_least, ratio = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local first, cap, now = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[11])
local in_a_row = tonumber(ARGV[12])
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
asked = failed > 0 and math.min(asked, tonumber(ARGV[10])) or 0

local names = {'window', 'ok', 'failed', 'ok_before', 'failed_before', 'row', 'trips', 'since',
  'until', 'paused'}
local b = {}
for i, value in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do
  b[names[i]] = tonumber(value or 0)
end

if asked > 0 then b.paused = math.max(b.paused, now + asked) end

local function write(fields)
  for name, value in pairs(fields) do
    redis.call('HSET', KEYS[1], name, string.format('%.0f', value))
  end
end

local function forget()
  redis.call('HDEL', KEYS[1], 'probing', 'reason', unpack(names))
  write({paused = b.paused})
end

local function open()
  local backoff = math.min(first * 2 ^ math.min(b.trips, 30), cap)
  local since = b.since > 0 and b.since or now
  forget()
  write({trips = b.trips + 1, since = since, ['until'] = now + math.max(backoff, asked)})
  redis.call('HSET', KEYS[1], 'reason', reason)
end

local function count()
  local passed = math.floor((now - b.window) / window)
  if passed >= 1 then
    local once = passed == 1
    b.ok_before, b.failed_before = once and b.ok or 0, once and b.failed or 0
    b.window, b.ok, b.failed = now - (now - b.window) % window, 0, 0
  end
  b.ok, b.failed = b.ok + ok, b.failed + failed
  b.row = failed + (ok > 0 and 0 or b.row)
  local overlap = math.min(1, 1 - (now - b.window) / window)
  local bad = b.failed + b.failed_before * overlap
  local attempts = bad + b.ok + b.ok_before * overlap
  local by_ratio = attempts >= at_least and bad >= ratio * attempts
  if failed > 0 and (by_ratio or b.row >= in_a_row) then return open() end
  write({window = b.window, ok = b.ok, failed = b.failed,
    ok_before = b.ok_before, failed_before = b.failed_before, row = b.row, paused = b.paused})
end

if b['until'] == 0 then
  count()
elseif now < b['until'] then
  write({['until'] = math.max(b['until'], now + asked), paused = b.paused})
elseif ok + failed == 0 then
  write({probing = 0})
elseif failed >= ratio * (ok + failed) then
  open()
else
  forget()
end

local left = redis.call('HMGET', KEYS[1], 'until', 'paused')
local lasts = math.max(0, tonumber(left[1] or 0) - now, tonumber(left[2] or 0) - now)
local idle = math.ceil(lasts / 1000) + 600000
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('PTTL', KEYS[1]) < idle then
  redis.call('PEXPIRE', KEYS[1], idle)
end
