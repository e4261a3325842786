#!lua flags=no-writes
-- Reads entries in order until a number of bytes is reached, at least one.
-- KEYS: entries. ARGV: first offset, head, bytes. Answer: id and entry in turns.
local at, head, left = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local found = {}
while left > 0 do
    local rows = redis.call('XRANGE', KEYS[1], string.format('%.0f', at + 1), head, 'COUNT', 16)
    if #rows == 0 then
        break
    end
    for _, row in ipairs(rows) do
        found[#found + 1] = row[1]
        found[#found + 1] = row[2][2]
        left = left - #row[2][2] - 64
    end
    at = tonumber(string.match(rows[#rows][1], '^%d+'))
end
return found
