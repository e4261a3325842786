using System.Buffers.Binary;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Decides in one pass, without allocating, whether bytes are a whole and lawful section (docs/wire-format.md).</summary>
/// <remarks>
/// Checked: checksum, structure, every length, every number's range, every dictionary index, all of <see cref="EventLimits"/>. Whatever
/// passes can be read by <see cref="SectionReader"/>. Never throws, whatever the bytes. Cost: mostly the checksum and one look at each value.
/// </remarks>
public static class SectionValidator
{
    /// <summary>Validates exactly one section, checksum included.</summary>
    /// <returns>True if the section is good; else <paramref name="error"/> says what is wrong and where.</returns>
    public static bool TryValidate(ReadOnlySpan<byte> section, out SectionSummary summary, out WireError error)
    {
        summary = default;
        error = SectionHeader.TryRead(section, out SectionHeader header);
        if (error.Fault != WireFault.None)
            return false;
        ReadOnlySpan<byte> content = section[..^SectionFormat.ChecksumSize];
        if (Crc32C.Compute(content) != BinaryPrimitives.ReadUInt32LittleEndian(section[content.Length..]))
        {
            error = new WireError(WireFault.BadChecksum, content.Length);
            return false;
        }

        SectionCheck check = new(content, header);
        bool valid = check.TryDictionary() && check.TryTalliesAndDrops() && check.TryColumns() && check.TryGroups() && check.TryEnd();
        summary = valid ? new SectionSummary(header.EventCount, header.TallyCount, check.MinTimeUnixMs, check.MaxTimeUnixMs) : default;
        error = check.Error;
        return valid;
    }
}
