using System.Globalization;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery.Spool;

/// <summary>A batch in a file. Its name says all that is needed to send the files in order: number and identity.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Identity">Under which it was, or will be, sent.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Ticket">When the batch came to the delivery; null if another process left it.</param>
internal sealed record SpoolFile(string Path, BatchIdentity Identity, long SizeBytes, long? Ticket)
{
    public const string Extension = ".batch";

    /// <summary>What the smallest file takes of a disk. Counting it bounds the number of files by their size.</summary>
    public const long CostBytesMin = 4_096;

    /// <summary>Left by a process that ended: nobody knows whether it was sent.</summary>
    public bool IsAdopted => Ticket is null;

    /// <summary>What it counts towards the limit of the spool.</summary>
    public long CostBytes => Math.Max(SizeBytes, CostBytesMin);

    /// <summary>The name of a file: number, source, source start and sequence.</summary>
    public static string NameOf(long number, BatchIdentity identity) => string.Create(
        CultureInfo.InvariantCulture, $"{number:D10}-{identity.Source.Id}-{identity.Source.StartUnixMs}-{identity.Sequence}{Extension}");

    /// <summary>Reads what <see cref="NameOf"/> wrote.</summary>
    public static bool TryParse(string name, out long number, out BatchIdentity identity)
    {
        number = 0;
        identity = default;
        string[] parts = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length].Split('-') : [];
        if (parts.Length != 4
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            || !SourceId.TryParse(parts[1], out SourceId source)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            || !ulong.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
        {
            return false;
        }

        identity = new BatchIdentity(new SourceIdentity(source, start), sequence);
        return true;
    }
}
