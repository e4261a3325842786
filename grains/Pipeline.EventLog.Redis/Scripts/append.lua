#!lua
-- Appends entries to one stream, each if its expected offset is the head when its turn comes.
-- KEYS: store, names, meta, entries. ARGV: identity, stream, then expected offset and entry in turns.
-- Answer: per entry the head after it, or -1 - head for a conflict.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
    return redis.error_reply('STOREGONE the store is not the one that was opened')
end
local meta = redis.call('HMGET', KEYS[3], 'h', 't')
local head = tonumber(meta[1] or 0)
local start = head
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000), tonumber(meta[2] or 0))
local heads = {}
for i = 3, #ARGV, 2 do
    if tonumber(ARGV[i]) == head then
        head = head + 1
        redis.call('XADD', KEYS[4], string.format('%.0f-%.0f', head, now), 'e', ARGV[i + 1])
        heads[#heads + 1] = head
    else
        heads[#heads + 1] = -1 - head
    end
end
if head > start then
    if not meta[1] then
        redis.call('SADD', KEYS[2], ARGV[2])
    end
    redis.call('HSET', KEYS[3], 'h', string.format('%.0f', head), 't', string.format('%.0f', now))
end
return heads
