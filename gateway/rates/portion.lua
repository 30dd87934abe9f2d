-- portions.portioned in one call. KEYS: budget. Times are microseconds.
-- ARGV: per_second, burst, portion, share, need, back, now (0: our own)
-- Gives: granted, left, wait
local rate, burst, portion = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local share, need, back, now = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local stored = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if stored[1] then
  local at = tonumber(stored[2])
  now = math.max(now, at)
  tokens = math.min(burst, tonumber(stored[1]) + (now - at) * rate / 1000000)
end
tokens = math.min(burst, tokens + back)

local granted, wait = 0, 0
if tokens < need then
  wait = math.ceil((need - tokens) * 1000000 / rate)
elseif need > 0 then
  granted = math.max(need, math.min(portion, math.floor(math.floor(tokens) / share)))
end
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', now))
-- forgotten when it is full again
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) * 1000 / rate) + 1000)
return {granted, math.floor(tokens), wait}
