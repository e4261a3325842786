using Pipeline.Protocol.Identities;

namespace Pipeline.Protocol.Wire;

/// <summary>A batch whose directory has been read and checked. Its sections still have to be validated.</summary>
/// <param name="Identity">Source and sequence.</param>
/// <param name="Entries">One for each section, endpoints all different; a section's index here is part of its identity.</param>
public sealed record Batch(BatchIdentity Identity, IReadOnlyList<BatchEntry> Entries)
{
    /// <summary>Announced number of events in all sections.</summary>
    public long EventCount
    {
        get
        {
            long count = 0;
            for (int index = 0; index < Entries.Count; index++)
                count += Entries[index].EventCount;
            return count;
        }
    }
}
