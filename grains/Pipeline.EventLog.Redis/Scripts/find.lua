#!lua flags=no-writes
-- Finds the first kept entry that was committed at a time or later, by bisection: commit times never fall.
-- KEYS: meta, entries. ARGV: time. Answer: its offset; the head without one.
local meta = redis.call('HMGET', KEYS[1], 'f', 'h')
local low, high, time = tonumber(meta[1] or 0), tonumber(meta[2] or 0), tonumber(ARGV[1])
while low < high do
    local middle = math.floor((low + high) / 2)
    local row = redis.call('XRANGE', KEYS[2], string.format('%.0f', middle + 1), '+', 'COUNT', 1)[1]
    if row and tonumber(string.match(row[1], '%d+$')) >= time then
        high = middle
    else
        low = middle + 1
    end
end
return string.format('%.0f', low)
