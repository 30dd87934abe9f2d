-- Keeps a text, and lets go of those that were not used longest until all fit.
-- KEYS: texts (hash), used (sorted set), bytes. ARGV: digest, text, most bytes, milliseconds kept,
-- what an entry counts for beside its text
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local most, kept, entry = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 then
  redis.call('INCRBY', KEYS[3], #ARGV[2] + entry)
end
redis.call('ZADD', KEYS[2], now, ARGV[1])
local bytes = tonumber(redis.call('GET', KEYS[3]) or 0)
while true do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if not oldest[1] or (bytes <= most and tonumber(oldest[2]) > now - kept) then break end
  local freed = redis.call('HSTRLEN', KEYS[1], oldest[1]) + entry
  redis.call('HDEL', KEYS[1], oldest[1])
  redis.call('ZREM', KEYS[2], oldest[1])
  bytes = redis.call('DECRBY', KEYS[3], freed)
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, kept) end
return bytes
