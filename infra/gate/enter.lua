-- bucket.take and breaker.admits in one call. KEYS: state, peers. Times are microseconds.
-- ARGV: want, floor, per_second, burst, probes, probe_lease, peer, peer_ttl, now (0: our own),
-- urgent (1 or 0)
-- Gives: granted, wait, whether the breaker is not closed, how many processes share the gate,
-- whether the breaker or a pause keeps back any.
local want, floor, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local probes, lease, peer_ttl, now = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[8]), tonumber(ARGV[9])
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local stored = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'until', 'probing', 'paused')
local open_until, probing = tonumber(stored[3] or 0), tonumber(stored[4] or 0)
local open = open_until > 0

local pause = ARGV[10] == '0' and tonumber(stored[5] or 0) or 0
local closed_until = math.max(open_until, open and probing or 0, pause)
local admitted, wait = want, 0
if now < closed_until then
  admitted, wait = 0, closed_until - now
elseif open and want > probes then
  admitted, wait = probes, lease
end

local granted = admitted
if rate > 0 then
  local tokens, at = burst, now
  if stored[1] then
    at = math.max(now, tonumber(stored[2]))
    tokens = math.min(burst, tonumber(stored[1]) + (at - tonumber(stored[2])) * rate / 1000000)
  end
  granted = math.max(0, math.min(admitted, math.floor(tokens - floor + 1e-6)))
  tokens = tokens - granted
  if granted < admitted then
    local missing = math.min(admitted - granted, burst - floor) + floor - tokens
    wait = math.max(wait, math.ceil(missing * 1000000 / rate))
  end
  redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', at))
end
if open and granted > 0 then
  redis.call('HSET', KEYS[1], 'probing', string.format('%.0f', now + lease))
end

-- Forgotten when the bucket is full again and an open breaker is long over.
local idle = math.max(60000, math.ceil((open_until - now) / 1000) + 600000)
if not open then idle = 60000 + (rate > 0 and math.ceil(2000 * burst / rate) or 0) end
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('PTTL', KEYS[1]) < idle then
  redis.call('PEXPIRE', KEYS[1], idle)
end

redis.call('ZADD', KEYS[2], now, ARGV[7])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - peer_ttl)
redis.call('PEXPIRE', KEYS[2], math.ceil(peer_ttl / 1000))
return {granted, wait, open and 1 or 0, redis.call('ZCARD', KEYS[2]), admitted < want and 1 or 0}
