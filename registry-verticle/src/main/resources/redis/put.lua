-- Stores a registration and makes its session the one of the client's name.
-- KEYS: records, counters, holders. ARGV: session, name, registered at, first counter, record, over.
local session, name = ARGV[1], ARGV[2]
local holder = redis.call('HGET', KEYS[3], name)
local state = redis.call('HGET', KEYS[2], session)
if holder == session then holder = false end
if holder and ARGV[6] == '0' and state == '-2' then
  return { 0, holder }
end
if holder then
  redis.call('HDEL', KEYS[1], holder)
  redis.call('HSET', KEYS[2], holder, '-2')
end
local registered = ARGV[3]
local known = redis.call('HGET', KEYS[1], session)
if known and state and string.sub(state, 1, 1) ~= '-' then
  registered = string.match(known, '^%d+')
else
  state = ARGV[4]
  redis.call('HSET', KEYS[2], session, state)
end
redis.call('HSET', KEYS[1], session, registered .. '\n' .. name .. '\n' .. ARGV[5])
redis.call('HSET', KEYS[3], name, session)
return { 1, holder or '', registered, state }
