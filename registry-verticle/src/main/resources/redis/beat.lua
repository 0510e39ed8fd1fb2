-- Stores heartbeats whose counter is greater than the stored one; answers the stored counters, -1
-- for a session that is not there or not renewed any more.
-- KEYS: counters. ARGV: session and pulse, any number of times; a pulse begins with its counter.
local stored = {}
for i = 1, #ARGV, 2 do
  local state = redis.call('HGET', KEYS[1], ARGV[i])
  local counter = -1
  if state then
    counter = tonumber(string.match(state, '^-?%d+'))
    local beat = tonumber(string.match(ARGV[i + 1], '^%d+'))
    if counter < 0 then
      counter = -1
    elseif beat > counter then
      redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
      counter = beat
    end
  end
  stored[#stored + 1] = counter
end
return stored
