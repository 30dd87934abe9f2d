-- A text that was kept, used just now. KEYS: texts (hash), used (sorted set), bytes.
-- ARGV: digest, milliseconds kept
local text = redis.call('HGET', KEYS[1], ARGV[1])
if text then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('ZADD', KEYS[2], now, ARGV[1])
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, tonumber(ARGV[2])) end
end
return text
