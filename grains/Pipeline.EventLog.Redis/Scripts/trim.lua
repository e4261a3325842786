#!lua
-- Removes the oldest entries of one stream that are old enough and that neither kept snapshot needs, a bounded number.
-- KEYS: store, meta, entries. ARGV: identity, age in ms, bytes a step.
-- Answer: entries removed, then what comes next: 0 nothing more is old enough, 1 another step, 2 the latest snapshot must be copied first,
--   3 a snapshot is missing.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
    return redis.error_reply('STOREGONE the store is not the one that was opened')
end
local meta = redis.call('HMGET', KEYS[2], 'h', 'f', 'l', 'o0', 'o1')
local head, first = tonumber(meta[1] or 0), tonumber(meta[2] or 0)
if first >= head then
    return {0, 0}
end
local time = redis.call('TIME')
local cutoff = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[2])
local function isYoung(offset)
    local row = redis.call('XRANGE', KEYS[3], string.format('%.0f', offset + 1), '+', 'COUNT', 1)[1]
    return not row or tonumber(string.match(row[1], '%d+$')) >= cutoff
end
if isYoung(first) then
    return {0, 0}
end
local latest = tonumber(meta[3] or 0)
local latestOffset, needed = tonumber(meta[4 + latest] or 0), tonumber(meta[5 - latest] or 0)
if needed <= first then
    return {0, latestOffset > first and 2 or 3}
end
local mean = redis.call('MEMORY', 'USAGE', KEYS[3]) / math.max(1, redis.call('XLEN', KEYS[3]))
local low, high = first + 1, math.min(needed, first + math.max(1, math.min(1024, math.floor(tonumber(ARGV[3]) / mean))))
local limit = high
while low < high do
    local middle = math.floor((low + high) / 2)
    if isYoung(middle) then
        high = middle
    else
        low = middle + 1
    end
end
redis.call('XTRIM', KEYS[3], 'MINID', '=', string.format('%.0f', low + 1))
redis.call('HSET', KEYS[2], 'f', string.format('%.0f', low))
return {low - first, low == limit and 1 or 0}
