#!lua flags=no-writes
-- Reads cells as they were for one of the two snapshots.
-- KEYS: meta, cells, starts. ARGV: the snapshot's offset, first key, end, count, bytes.
-- Answer: the key to go on from, or empty; then per cell key, offset, checksum, bytes.
local offsets = redis.call('HMGET', KEYS[1], 'o0', 'o1')
local asOf = tonumber(ARGV[1])
if tonumber(offsets[1] or -1) ~= asOf and tonumber(offsets[2] or -1) ~= asOf then
    return redis.error_reply('SUPERSEDED the snapshot is gone')
end
local from, last, count, left = ARGV[2], '(' .. ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local found = {''}
while true do
    local keys = redis.call('ZRANGE', KEYS[3], from, last, 'BYSCORE', 'LIMIT', 0, 128)
    if #keys == 0 then
        return found
    end
    for _, key in ipairs(keys) do
        if count == 0 then
            return found
        end
        if left <= 0 then
            found[1] = key
            return found
        end
        local row = redis.call('HGET', KEYS[2], key)
        if not row then
            return redis.error_reply('DAMAGED the row of cell ' .. key .. ' is missing')
        end
        local version, o0, c0, o1, c1 = string.match(row, '^([01]) (%S+) (%S+) (%S+) (%S+)$')
        if not version then
            return redis.error_reply('DAMAGED the row of cell ' .. key .. ' is not one')
        end
        local versions = {o0, c0, o1, c1}
        version = tonumber(version)
        if tonumber(versions[1 + 2 * version]) > asOf then
            version = 1 - version
        end
        local offset = tonumber(versions[1 + 2 * version])
        if offset >= 0 and offset <= asOf then
            local bytes = redis.call('HGET', KEYS[2], key .. ':' .. version)
            if not bytes then
                return redis.error_reply('DAMAGED the bytes of cell ' .. key .. ' are missing')
            end
            found[#found + 1] = key
            found[#found + 1] = versions[1 + 2 * version]
            found[#found + 1] = versions[2 + 2 * version]
            found[#found + 1] = bytes
            count = count - 1
            left = left - #bytes - 64
        end
    end
    from = '(' .. keys[#keys]
end
