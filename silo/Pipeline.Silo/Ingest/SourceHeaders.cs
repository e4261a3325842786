using System.Globalization;
using Pipeline.Protocol.Identities;

namespace Pipeline.Silo.Ingest;

/// <summary>An NDJSON request names itself by headers: <c>Pipeline-Source</c>, <c>Pipeline-Sequence</c>, <c>Pipeline-Source-Start</c>.</summary>
internal static class SourceHeaders
{
    private const string Source = "Pipeline-Source";
    private const string Sequence = "Pipeline-Sequence";
    private const string SourceStart = "Pipeline-Source-Start";

    /// <summary>False when a header is malformed or half the identity is missing; a null identity when none is given.</summary>
    public static bool TryRead(IHeaderDictionary headers, DateTimeOffset now, out BatchIdentity? identity, out string defect)
    {
        identity = null;
        defect = string.Empty;
        string? source = headers[Source];
        string? sequence = headers[Sequence];
        string? start = headers[SourceStart];
        if (source is null && sequence is null)
            return true;
        if (source is null || sequence is null)
            defect = $"{Source} and {Sequence} go together.";
        else if (!SourceId.TryParse(source, out SourceId id))
            defect = $"{Source} is '{source}': it takes 32 hexadecimal digits or a UUID.";
        else if (!ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            defect = $"{Sequence} is '{sequence}': it takes an integer from 0.";
        else if (!TryParseStart(start, now, out long startUnixMs))
            defect = $"{SourceStart} is '{start}': it takes Unix milliseconds.";
        else
            identity = new BatchIdentity(new SourceIdentity(id, startUnixMs), number);
        return identity is not null;
    }

    /// <summary>Without the header a source counts as started just now, which is what a short-lived sender means.</summary>
    private static bool TryParseStart(string? text, DateTimeOffset now, out long startUnixMs)
    {
        startUnixMs = now.ToUnixTimeMilliseconds();
        return text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out startUnixMs);
    }
}
