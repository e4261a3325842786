#!lua
-- Finds the identity of the store, or gives a new store one.
-- KEYS: store, names. ARGV: identity for a new store, format. Answer: identity, format.
local found = redis.call('HMGET', KEYS[1], 'id', 'format')
if found[1] then
    return found
end
if redis.call('EXISTS', KEYS[2]) == 1 then
    return redis.error_reply('STOREGONE the key ' .. KEYS[1] .. ' is missing, though there are streams')
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'format', ARGV[2])
return {ARGV[1], ARGV[2]}
