#!lua
-- Copies the latest snapshot over the previous one, if it is still the one that was found whole.
-- KEYS: store, meta, slot 0, slot 1. ARGV: identity, slot of the latest, its offset, its checksum. Answer: 1 if copied.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
    return redis.error_reply('STOREGONE the store is not the one that was opened')
end
local from, to = ARGV[2], tostring(1 - tonumber(ARGV[2]))
local meta = redis.call('HMGET', KEYS[2], 'l', 'o' .. from, 'c' .. from, 'w' .. from)
if meta[1] ~= from or meta[2] ~= ARGV[3] or meta[3] ~= ARGV[4] then
    return 0
end
redis.call('COPY', KEYS[3 + tonumber(from)], KEYS[3 + tonumber(to)], 'REPLACE')
redis.call('HSET', KEYS[2], 'o' .. to, meta[2], 'c' .. to, meta[3], 'w' .. to, meta[4])
return 1
