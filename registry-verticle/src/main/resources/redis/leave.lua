-- Takes a session out: with a mark in place of its counter, or without any.
-- KEYS: records, counters, holders. ARGV: session, the counter it must still have or '', the mark or ''.
local session = ARGV[1]
local state = redis.call('HGET', KEYS[2], session)
if not state or (ARGV[2] ~= '' and string.match(state, '^-?%d+') ~= ARGV[2]) then
  return 0
end
local known = redis.call('HGET', KEYS[1], session)
if known then
  local name = string.match(known, '^%d+\n([^\n]*)\n')
  if redis.call('HGET', KEYS[3], name) == session then
    redis.call('HDEL', KEYS[3], name)
  end
  redis.call('HDEL', KEYS[1], session)
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[2], session)
else
  redis.call('HSET', KEYS[2], session, ARGV[3])
end
return 1
